import { ApiFailure } from '#shared/client/api-failure.ts';
import type { ProblemCode } from '#shared/contract/problem-code.ts';
import type { Claim, Heartbeat } from '#shared/contract/runner.ts';
import type { CommitFacts, Completion, LogLine, RunnerApi } from '../../../cli/runner/runner-api.ts';

/** An answer of the service that is not 2xx. */
export const refusal = (status: number, code: ProblemCode): ApiFailure =>
  new ApiFailure(code, {
    status,
    problem: {
      type: `https://ocore.example/docs/problems/${code}`,
      title: code,
      status,
      detail: code,
      instance: 'urn:ocore:request:1',
      code,
      requestId: '1',
    },
  });

/** The four calls of a runner in memory: hands out what is queued, keeps what it is told. */
export class MemoryApi implements RunnerApi {
  readonly queue: Claim[] = [];
  readonly completions: { readonly deploymentId: string; readonly completion: Completion }[] = [];
  /** Chunks by the number of their first line. */
  readonly chunks = new Map<number, readonly LogLine[]>();
  readonly chunkBytes: number[] = [];
  /** What heartbeats reported of commits. */
  readonly reported: CommitFacts[] = [];
  beats = 0;
  /** Chunks of the log that failed. */
  refusedChunks = 0;
  /** What the next heartbeats answer. */
  cancel = false;
  failing: ApiFailure | null = null;
  /** Refuses what it is told of the end of a deployment. */
  refuses: (completion: Completion) => ApiFailure | null = () => null;

  async claim(): Promise<Claim | null> {
    return this.queue.shift() ?? null;
  }

  async heartbeat(_deploymentId?: string, _lease?: string, facts: CommitFacts = {}): Promise<Heartbeat> {
    this.beats += 1;
    if (this.failing !== null) throw this.failing;
    if (Object.keys(facts).length > 0) this.reported.push(facts);
    return { lease: { token: `lease-${this.beats}`, expiresAt: new Date().toISOString() }, cancel: this.cancel };
  }

  async appendLogs(_deploymentId: string, _lease: string, seq: number, lines: readonly LogLine[]): Promise<void> {
    if (this.failing !== null) {
      this.refusedChunks += 1;
      throw this.failing;
    }
    this.chunks.set(seq, lines);
    this.chunkBytes.push(lines.reduce((sum, line) => sum + Buffer.byteLength(line.text), 0));
  }

  async complete(deploymentId: string, _lease: string, completion: Completion): Promise<void> {
    const refused = this.failing ?? this.refuses(completion);
    if (refused !== null) throw refused;
    this.completions.push({ deploymentId, completion });
  }

  get lines(): string[] {
    return [...this.chunks.values()].flat().map((line) => line.text);
  }

  get log(): string {
    return this.lines.join('\n');
  }
}
