import { copyFileSync, cpSync } from 'node:fs';
import { join } from 'node:path';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import type { AssetOptions } from 'aws-cdk-lib/aws-s3-assets';
import { bundleFolder } from '../bundle.ts';
import { caBundleFile } from '../ca-bundle.ts';

/**
 * An asset whose folder is put together at the synthesis, in the cloud assembly and nowhere else.
 * @param key tells it from others of the same source: CDK puts each together once
 */
export const assembled = (key: string, fill: (folder: string) => void): AssetOptions => ({
  assetHashType: AssetHashType.OUTPUT,
  bundling: {
    // Never used: what is filled here needs no container.
    image: DockerImage.fromRegistry('none'),
    environment: { key },
    local: {
      tryBundle: (folder) => {
        fill(folder);
        return true;
      },
    },
  },
});

/** The code of a function and, beside it, the certificates of further authorities that it trusts. */
export const functionCode = (file: string, caBundle: string | undefined): Code => {
  const bundle = bundleFolder(file);
  if (caBundle === undefined) return Code.fromAsset(bundle);
  const fill = (folder: string): void => {
    cpSync(bundle, folder, { recursive: true });
    copyFileSync(caBundle, join(folder, caBundleFile));
  };
  return Code.fromAsset(bundle, assembled(caBundle, fill));
};
