import { setTimeout as sleep } from 'node:timers/promises';
import { DynamoDBClient, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import {
  EventBridgeClient,
  ListEventBusesCommand,
  PutRuleCommand,
  PutTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { eventSource } from '#shared/contract/event.ts';

type Found = Record<string, unknown>;

/** What stands at the end of the deployed stream: a queue of a test's own that hears the bus, and the dead letters. */
export class EventWatch {
  readonly #sqs: SQSClient;
  readonly #settings: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
  };
  #queueUrl = '';

  constructor(endpoint: string) {
    const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
    this.#settings = { endpoint, region: 'us-east-1', credentials };
    this.#sqs = new SQSClient(this.#settings);
  }

  /** Hears the events of a type from now on. */
  async hear(type: string, name: string): Promise<void> {
    const bridge = new EventBridgeClient(this.#settings);
    const { EventBuses = [] } = await bridge.send(new ListEventBusesCommand({}));
    const bus = EventBuses.find((one) => one.Name !== 'default')?.Name;
    if (bus === undefined) throw new Error('There is no bus.');
    const Statement = {
      Effect: 'Allow',
      Principal: { Service: 'events.amazonaws.com' },
      Action: 'sqs:SendMessage',
      Resource: `arn:aws:sqs:us-east-1:000000000000:${name}`,
    };
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement });
    const { QueueUrl = '' } = await this.#sqs.send(new CreateQueueCommand({ QueueName: name, Attributes: { Policy } }));
    const attributes = await this.#sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ['QueueArn'] }));
    const EventPattern = JSON.stringify({ source: [eventSource], 'detail-type': [type] });
    await bridge.send(new PutRuleCommand({ Name: name, EventBusName: bus, EventPattern }));
    const target = { Id: 'queue', Arn: attributes.Attributes?.QueueArn ?? '' };
    await bridge.send(new PutTargetsCommand({ Rule: name, EventBusName: bus, Targets: [target] }));
    this.#queueUrl = QueueUrl;
  }

  /** The first event heard that fits. */
  heard(fits: (event: Found) => boolean): Promise<Found> {
    return this.#first(this.#queueUrl, fits);
  }

  /** Writes an item of which no event can be made: a repository without anything in it. */
  async poison(project: string): Promise<void> {
    const client = new DynamoDBClient(this.#settings);
    const { TableNames = [] } = await client.send(new ListTablesCommand({}));
    const text = (S: string) => ({ S });
    const Item = {
      pk: text(`ORG#org_01J00000000000000000000000#PROJECT#${project}`),
      sk: text('REPOSITORY'),
      organizationId: text('org_01J00000000000000000000000'),
      projectId: text(project),
      status: text('connected'),
    };
    await client.send(new PutItemCommand({ TableName: TableNames[0] ?? '', Item }));
  }

  /** The first dead letter that fits. @param functionName of what puts records aside */
  async deadLetter(functionName: string, fits: (message: Found) => boolean): Promise<Found> {
    const command = new GetFunctionConfigurationCommand({ FunctionName: functionName });
    const { Environment } = await new LambdaClient(this.#settings).send(command);
    return this.#first(Environment?.Variables?.DEAD_LETTER_QUEUE_URL ?? '', fits);
  }

  async #first(QueueUrl: string, fits: (message: Found) => boolean): Promise<Found> {
    for (let attempt = 0; attempt < 600; attempt += 1) {
      const { Messages = [] } = await this.#sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
      for (const { Body = '{}', ReceiptHandle } of Messages) {
        await this.#sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
        const message = JSON.parse(Body) as Found;
        if (fits(message)) return message;
      }
      await sleep(200);
    }
    throw new Error(`No message of ${QueueUrl} fits.`);
  }
}
