import { createHash } from 'node:crypto';
import { ulid } from 'ulid';
import { AwsFault } from './aws-fault.ts';

const maxKept = 1000;

/** A small queue that keeps the newest messages. */
export class LocalQueue {
  /** The newest messages, for tests. */
  readonly messages: string[] = [];

  /** @param operation the part of X-Amz-Target after the dot @throws AwsFault */
  handle(operation: string, input: Readonly<Record<string, unknown>>): unknown {
    if (operation === 'GetQueueAttributes') {
      const held = String(this.messages.length);
      return { Attributes: { ApproximateNumberOfMessages: held, ApproximateNumberOfMessagesNotVisible: '0' } };
    }
    if (operation !== 'SendMessage') {
      throw new AwsFault('UnknownOperationException', `The local queue does not know ${operation}.`);
    }
    const body = String(input.MessageBody);
    this.messages.push(body);
    if (this.messages.length > maxKept) this.messages.shift();
    return { MessageId: ulid(), MD5OfMessageBody: createHash('md5').update(body).digest('hex') };
  }
}
