import { describe, expect, it } from 'vitest';
import { root, runCommand } from '#test/run-command.ts';

/** Runs a script that knows `invoke`, in a process of its own: modules are loaded once in the life of a process. */
const inProcess = async (script: string): Promise<unknown> => {
  const program = `import { invoke } from '#infra/local/function-registry.ts';\n${script}`;
  const env = { PUBLIC_URL: undefined, TABLE_NAME: undefined };
  const { stdout, stderr } = await runCommand(process.execPath, ['--input-type=module', '-e', program], {
    env,
    cwd: root,
  });
  if (stdout === '') throw new Error(stderr);
  return JSON.parse(stdout);
};

const health = `
  const event = { headers: {}, requestContext: { requestId: 'r', http: {} }, rawPath: '/api/health' };
  const health = () => invoke('meta/get-health', event).then(({ statusCode }) => statusCode, (error) => error.message);`;

describe('a function that cannot be loaded', () => {
  it('is loaded again by the next call, however often it failed', async () => {
    const answers = await inProcess(`${health}
      const answers = [await health(), ...(await Promise.all([health(), health()]))];
      process.env.PUBLIC_URL = 'http://127.0.0.1:4700';
      answers.push(await health(), await health());
      console.log(JSON.stringify(answers));`);

    const sentence =
      'functions/meta/get-health.ts cannot be loaded: The configuration is not valid: PUBLIC_URL is not set.';
    expect(answers).toEqual([sentence, sentence, sentence, 200, 200]);
  });

  it('is told by its name where there is none', async () => {
    const answer = await inProcess(`
      console.log(JSON.stringify(await invoke('meta/nothing', {}).catch(({ name, message }) => [name, message])));`);

    expect(answer).toEqual([
      'LocalFailure',
      expect.stringContaining('functions/meta/nothing.ts cannot be loaded: Cannot find module'),
    ]);
  });
});
