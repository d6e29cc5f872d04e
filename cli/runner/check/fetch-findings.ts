import type { RunnerSetup } from '#shared/contract/runner-setup.ts';
import { type Finding, fault, fine } from '../../doctor/finding.ts';
import { fetchFailure } from '../fetch-failure.ts';
import { gitIn } from '../git.ts';
import { gitEnvironment } from '../git-environment.ts';
import { writeKeyFiles } from '../key-files.ts';
import { keyRoot, makePrivateDirectory, removePrivateDirectory } from '../private-directory.ts';
import { Redactor } from '../redactor.ts';

const timeoutMs = 60_000;
const noSuchRef = 2;

// There is nothing to redeploy yet.
const redeploy = / (?:Then redeploy|Redeploy when it does)\.$/;
const unknownFix = 'Ask the server by hand from this host: git ls-remote.';

type Keyed = RunnerSetup['submodules'][number];

export type FetchCheck = { readonly setup: RunnerSetup; readonly apiUrl: string; readonly projectId: string };

const branchFinding = ({ setup: { branch }, projectId }: FetchCheck): Finding =>
  fault(
    'git over ssh',
    `The repository has no branch ${branch}.`,
    `Push it, or choose another default branch: ocore repo update ${projectId} --branch …`,
  );

const keyFix =
  'Give the runner an AWS identity with secretsmanager:GetSecretValue on it, and AWS_REGION. With npm start, run it as the same user on the same machine.';

/** Reads one key, and asks its server for a ref with it, exactly as a deployment does. */
const tried = async (check: FetchCheck, keyed: Keyed, ref: string, name: string): Promise<readonly Finding[]> => {
  const { setup, apiUrl } = check;
  const keyDirectory = makePrivateDirectory(keyRoot());
  try {
    const place = { claim: setup, apiUrl, keyDirectory, redactor: new Redactor() };
    const files = await writeKeyFiles(place, keyed, '').catch((error: Error) => error.message);
    if (typeof files === 'string') return [fault(`${name}deploy key`, files, keyFix)];
    const git = gitIn({
      directory: keyDirectory,
      environment: gitEnvironment(files, process.env),
      signal: new AbortController().signal,
      timeoutMs,
      remove: [keyDirectory],
    });
    const answer = await git(['ls-remote', '--exit-code', '--quiet', '--', keyed.sshUrl, ref]);
    const key = fine(`${name}deploy key`, 'it can be read');
    const isFound = answer.code === 0 || (answer.code === noSuchRef && answer.stderr.trim() === '');
    if (!isFound) {
      const [detail = '', ...fix] = fetchFailure(answer).reason.replace(redeploy, '').split('. ');
      return [key, fault(`${name}git over ssh`, `${detail}.`, fix.join('. ') || unknownFix)];
    }
    if (answer.code === noSuchRef && ref !== 'HEAD') return [key, branchFinding(check)];
    return [key, fine(`${name}git over ssh`, `${keyed.sshUrl} is reached with the key`)];
  } finally {
    removePrivateDirectory(keyDirectory);
  }
};

/** Whether the host reads the keys of a project, and reaches its repositories with them. */
export const fetchFindings = async (check: FetchCheck): Promise<readonly Finding[]> => {
  const { setup } = check;
  const found = [...(await tried(check, setup, `refs/heads/${setup.branch}`, ''))];
  for (const one of setup.submodules) found.push(...(await tried(check, one, 'HEAD', `${one.sshUrl}: `)));
  return found;
};
