import { Duration, NestedStack } from 'aws-cdk-lib';
import { EventBus, type IEventBus, Rule, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction as LambdaTarget } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnEventInvokeConfig, CfnEventSourceMapping } from 'aws-cdk-lib/aws-lambda';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { eventSource } from '#shared/contract/event.ts';
import { type BusRule, busRules } from '../bus-rules.ts';
import { deadLetterQueue } from './dead-letter-queue.ts';
import { keyStatements } from './key-policy.ts';
import { type FunctionSetting, ServiceFunction } from './service-function.ts';

const failures = 'Its destination for failures is a queue, which tells more than a dead-letter queue of the function.';

/** No event is made of the note of the tick: without it, nobody would be called for each minute of it. */
const ofOrganizations = { dynamodb: { Keys: { pk: { S: [{ 'anything-but': ['SERVICE'] }] } } } };

/** Everything that runs without a request: the reader of the stream, the targets of the bus, and the tick. */
export class Background extends NestedStack {
  /** By the names that docs/operations.md gives them. */
  readonly deadLetters: ReadonlyMap<string, Queue>;
  readonly publisher: ServiceFunction;
  readonly tick: ServiceFunction;
  /** The functions that the rules of the bus call, by file. */
  readonly listeners = new Map<string, ServiceFunction>();
  readonly #keyArn: string | undefined;

  constructor(scope: Construct, id: string, setting: FunctionSetting) {
    super(scope, id);
    this.#keyArn = setting.references.keyArn;
    const streamFailures = deadLetterQueue(this, 'StreamDeadLetters');
    const tickFailures = deadLetterQueue(this, 'TickDeadLetters');
    this.publisher = this.#readStream(setting, streamFailures);

    const bus = EventBus.fromEventBusArn(this, 'Bus', setting.references['bus-arn']);
    const busFailures = busRules.map((rule) => [rule.deadLetters, this.#listen(bus, rule, setting)] as const);
    this.deadLetters = new Map([
      [streamFailures.node.id, streamFailures],
      ...busFailures,
      [tickFailures.node.id, tickFailures],
    ]);

    this.tick = new ServiceFunction(this, 'schedules/tick', setting, { timeoutSeconds: 300, failures });
    this.#keepFailures(this.tick, tickFailures, 0);
    new Rule(this, 'EachMinute', {
      schedule: Schedule.rate(Duration.minutes(1)),
      // The next tick handles what this one leaves, so a retry would only add load.
      targets: [
        new LambdaTarget(this.tick.function, {
          deadLetterQueue: tickFailures,
          retryAttempts: 0,
          maxEventAge: Duration.minutes(1),
        }),
      ],
    });
  }

  /** @returns the queue of the events that failed */
  #listen(bus: IEventBus, rule: BusRule, setting: FunctionSetting): Queue {
    const queue = deadLetterQueue(this, rule.deadLetters);
    const target = new ServiceFunction(this, rule.target, setting, { timeoutSeconds: rule.timeoutSeconds, failures });
    this.listeners.set(rule.target, target);
    this.#keepFailures(target, queue, 2);
    new Rule(this, rule.id, {
      eventBus: bus,
      eventPattern: { source: [eventSource], detailType: [...rule.types] },
      targets: [
        new LambdaTarget(target.function, {
          deadLetterQueue: queue,
          retryAttempts: 8,
          maxEventAge: Duration.hours(2),
        }),
      ],
    });
    return queue;
  }

  /**
   * Sends the events of a failing function to a queue. The retries and the dead-letter queue of a rule cover only
   * events that the bus cannot pass to Lambda. After that Lambda retries by itself and drops failed events, unless a
   * destination is set.
   */
  #keepFailures(target: ServiceFunction, failures: Queue, retries: number): void {
    this.#maySend(target, failures);
    const config = new CfnEventInvokeConfig(this, `${target.node.id}-Failures`, {
      functionName: target.function.functionName,
      qualifier: '$LATEST',
      maximumRetryAttempts: retries,
      destinationConfig: { onFailure: { destination: failures.queueArn } },
    });
    // Lambda checks that the role may send to the destination.
    config.node.addDependency(target.role);
  }

  #maySend(sender: ServiceFunction, queue: Queue): void {
    const sending = new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [queue.queueArn] });
    for (const one of [sending, ...keyStatements(this, this.#keyArn, [sending])]) sender.role.addToPolicy(one);
  }

  #readStream(setting: FunctionSetting, failures: Queue): ServiceFunction {
    const publish = new ServiceFunction(this, 'events/publish-events', setting, {
      timeoutSeconds: 60,
      failures: 'The event source mapping sends what fails for good to a queue.',
      variables: { DEAD_LETTER_QUEUE_URL: failures.queueUrl },
    });
    this.#maySend(publish, failures);
    const mapping = new CfnEventSourceMapping(this, 'Stream', {
      functionName: publish.function.functionArn,
      eventSourceArn: setting.references['stream-arn'],
      startingPosition: 'TRIM_HORIZON',
      batchSize: 100,
      bisectBatchOnFunctionError: true,
      maximumRetryAttempts: 10,
      functionResponseTypes: ['ReportBatchItemFailures'],
      filterCriteria: { filters: [{ pattern: JSON.stringify(ofOrganizations) }] },
      destinationConfig: { onFailure: { destination: failures.queueArn } },
    });
    mapping.node.addDependency(publish.role);
    return publish;
  }
}
