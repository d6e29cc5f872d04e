import { Stack, Tags, Token } from 'aws-cdk-lib';
import { HttpApi, type IHttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import type { MathExpression, Metric, MetricOptions } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { type IEventBus, type OnEventOptions, Rule } from 'aws-cdk-lib/aws-events';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { EventType, eventSource } from '#shared/contract/event.ts';
import { OrganizationId, ProjectId } from '#shared/contract/id.ts';
import { type DeploymentConfig, parseConfig, prefixOf } from '../config.ts';
import { makeData } from './data.ts';
import { viaServices } from './key-policy.ts';
import type { OcoreEventType, OcoreMetric, OcoreOptions } from './ocore-options.ts';
import { Service } from './service.ts';
import { deadLetterMetric, ownMetric, throttlesMetric } from './service-metrics.ts';

export type { OcoreEventType, OcoreMetric, OcoreOptions };

export type OcoreProjectsProps = OcoreOptions & {
  /** A table of yours: keys `pk` and `sk`, index `gsi1`, `ttl`, and a stream of new and old images. By default it is made. */
  readonly table?: ITable;
  /** An event bus of yours. By default it is made. */
  readonly bus?: IEventBus;
};

/** What a runner needs to carry out the deployments of an environment. */
export type RunnerEnvironment = {
  readonly organizationId: string;
  /** The environments of a project share its deploy keys, so that IAM grants them by the project. */
  readonly projectId: string;
  /** Holds the API key that limits the runner to its environment, if Secrets Manager has it. */
  readonly apiKeySecret?: ISecret;
};

export type OnOcoreEventOptions = OnEventOptions & {
  /** By default every event. */
  readonly types?: readonly OcoreEventType[];
};

/**
 * oCore Projects in a stack of yours: the HTTP API with one Lambda for each endpoint, the background functions, alarms, and the
 * table, keys and bus that they work on. Two in one account and region need a `stage` each.
 */
export class OcoreProjects extends Construct {
  readonly table: ITable;
  readonly bus: IEventBus;
  readonly api: IHttpApi;
  /** Where all alarms are published. */
  readonly alarmTopic: ITopic;
  /** Where the API answers. */
  readonly publicUrl: string;
  /** Makes the first organisation and its API key, which is shown once. */
  readonly createOrganizationCommand: string;
  readonly #service: Service;
  readonly #config: DeploymentConfig;
  /** Of the key of `encryption`. */
  readonly #keyArn: string | undefined;

  /** @throws Error that lists every option which is not valid */
  constructor(scope: Construct, id: string, props: OcoreProjectsProps = {}) {
    super(scope, id);
    const { table, bus, ...options } = props;
    this.#config = parseConfig(options);
    if (table !== undefined && this.#config.data.tableName !== undefined) {
      throw new Error('Set table or data.tableName, not both: each names the table that is used.');
    }
    const dataScope = new Construct(this, 'Data');
    const data = makeData(dataScope, this.#config, { table, bus });
    this.#service = new Service(this, 'Service', this.#config, data.references, data.userPoolId);
    this.#service.node.addDependency(dataScope);
    this.#keyArn = data.references.keyArn;
    this.table = data.table;
    this.bus = data.bus;
    const { httpApi, alarms } = this.#service;
    this.api = HttpApi.fromHttpApiAttributes(this, 'Api', {
      httpApiId: httpApi.api.ref,
      apiEndpoint: httpApi.publicUrl,
    });
    this.alarmTopic = alarms.topic;
    this.publicUrl = httpApi.publicUrl;
    this.createOrganizationCommand = this.#service.createOrganizationCommand;
    for (const [name, value] of Object.entries(this.#config.tags)) Tags.of(this).add(name, value);
  }

  /**
   * Lets a runner read what it needs: the deploy keys of the project and, where it is given, the API key.
   * @throws Error if an id is not one of oCore
   */
  grantRun(grantee: IGrantable, { organizationId, projectId, apiKeySecret }: RunnerEnvironment): Grant {
    for (const [name, schema, value] of [
      ['organizationId', OrganizationId, organizationId],
      ['projectId', ProjectId, projectId],
    ] as const) {
      const { error } = schema.safeParse(value);
      if (error !== undefined && !Token.isUnresolved(value)) {
        throw new Error(`grantRun: ${name} ${error.issues[0]?.message}, not ${value}.`);
      }
    }
    const keys = `${prefixOf(this.#config)}/deploy-key/${organizationId}/${projectId}/*`;
    const granted = Grant.addToPrincipal({
      grantee,
      actions: ['secretsmanager:GetSecretValue'],
      resourceArns: [Stack.of(this).formatArn({ service: 'secretsmanager', resource: `secret:${keys}` })],
    });
    if (this.#keyArn !== undefined) {
      const opening = { actions: ['kms:Decrypt'], resourceArns: [this.#keyArn] };
      const conditions = viaServices(this, ['secretsmanager']);
      granted.combine(Grant.addToPrincipal({ grantee, ...opening, conditions }));
    }
    return apiKeySecret === undefined ? granted : granted.combine(apiKeySecret.grantRead(grantee));
  }

  /** Lets an operator call the functions of `ocore admin`, which make organisations and replace lost keys. */
  grantAdmin(grantee: IGrantable): Grant {
    const resourceArns = this.#service.admin.map((one) => one.function.functionArn);
    return Grant.addToPrincipal({ grantee, actions: ['lambda:InvokeFunction'], resourceArns });
  }

  /**
   * Makes a rule for events of the service. Without a target, add one to the rule.
   * @throws Error if there is no event of a type
   */
  onEvent(id: string, options: OnOcoreEventOptions = {}): Rule {
    const { types, target, eventPattern, crossStackScope, ...settings } = options;
    const unknown = types?.filter((type) => !EventType.options.includes(type)) ?? [];
    if (unknown.length > 0) {
      throw new Error(`There are no events ${unknown.join(', ')}; there are ${EventType.options.join(', ')}.`);
    }
    const rule = new Rule(crossStackScope ?? this, id, { ...settings, eventBus: this.bus });
    rule.addEventPattern({ source: [eventSource], ...(types === undefined ? {} : { detailType: [...types] }) });
    rule.addEventPattern(eventPattern);
    rule.addTarget(target);
    return rule;
  }

  /** A metric that the service writes itself, for instance `Deliveries`. Source: docs/operations.md, "Metrics". */
  metric(metricName: OcoreMetric, options: MetricOptions = {}): Metric {
    return ownMetric(this.#config.stage, metricName, options);
  }

  metricRequests(options?: MetricOptions): Metric {
    return this.api.metricCount(options);
  }

  metricClientErrors(options?: MetricOptions): Metric {
    return this.api.metricClientError(options);
  }

  metricServerErrors(options?: MetricOptions): Metric {
    return this.api.metricServerError(options);
  }

  metricLatency(options?: MetricOptions): Metric {
    return this.api.metricLatency(options);
  }

  /** Calls of the webhook receiver. */
  metricDeliveries(options?: MetricOptions): Metric {
    return this.#service.watched.receiver.metricInvocations(options);
  }

  metricReceiverErrors(options?: MetricOptions): Metric {
    return this.#service.watched.receiver.metricErrors(options);
  }

  metricReceiverThrottles(options?: MetricOptions): Metric {
    return this.#service.watched.receiver.metricThrottles(options);
  }

  metricAuthorizerErrors(options?: MetricOptions): Metric {
    return this.#service.watched.authorizer.metricErrors(options);
  }

  /** Failures of the tick, which compares branches with their remotes. */
  metricTickErrors(options?: MetricOptions): Metric {
    return this.#service.watched.tick.metricErrors(options);
  }

  /** How late the events are, in milliseconds. */
  metricEventLag(options?: MetricOptions): Metric {
    return this.#service.watched.publisher.metric('IteratorAge', { statistic: 'Maximum', ...options });
  }

  /** Messages in all dead-letter queues. */
  metricDeadLetters(options?: MetricOptions): MathExpression {
    return deadLetterMetric(this.#service.watched.deadLetters.values(), options);
  }

  /** Reads and writes that the table has throttled. */
  metricTableThrottles(options?: MetricOptions): MathExpression {
    return throttlesMetric(this.table.tableName, options);
  }
}
