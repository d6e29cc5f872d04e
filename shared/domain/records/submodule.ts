import type { SubmoduleId } from '#shared/contract/id.ts';
import type { Provider } from '#shared/contract/repository.ts';
import type { DeployKeyRecord, RetiringKey } from './deploy-key.ts';

/** A private repository that submodules point to, with its own deploy key. It is a part of the connection's record. */
export type SubmoduleRecord = {
  readonly id: SubmoduleId;
  readonly provider: Provider;
  readonly repositoryUrl: string;
  readonly host: string;
  readonly fullName: string;
  readonly httpsUrl: string;
  readonly sshUrl: string;
  readonly deployKey: DeployKeyRecord;
  /** The old key while both work. */
  readonly retiringKey: RetiringKey | null;
  /** Keys that may exist at the provider and in Secrets Manager and must be removed. */
  readonly abandonedKeys: readonly Pick<DeployKeyRecord, 'id' | 'publicKey'>[];
  /** The step that began and has not ended: its effects may be there. Null if none has. */
  readonly step: 'adding' | 'removing' | null;
  /** What the provider said against installing the key; null if nothing. */
  readonly refusal: string | null;
  /** Names old keys that the provider did not let oCore remove; null for none. */
  readonly leftBehind: string | null;
  /** Why the key, which worked, does not open the repository any more; null while it does. */
  readonly failure: string | null;
};
