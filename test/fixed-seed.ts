import fc from 'fast-check';

// The gate judges a commit: it draws the same values each time. Others are drawn with OCORE_TEST_SEED (docs/decisions, D-093).
fc.configureGlobal({ seed: Number(process.env.OCORE_TEST_SEED ?? 1) });
