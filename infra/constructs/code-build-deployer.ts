import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  BuildEnvironmentVariableType,
  BuildSpec,
  ComputeType,
  LinuxArmBuildImage,
  Project,
  Source,
} from 'aws-cdk-lib/aws-codebuild';
import { EventBus, Match, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { CodeBuildProject } from 'aws-cdk-lib/aws-events-targets';
import {
  ManagedPolicy,
  PolicyDocument,
  PolicyStatement,
  type PolicyStatementProps,
  Role,
  ServicePrincipal,
} from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { eventSource } from '#shared/contract/event.ts';
import type { CodeBuildDeployerConfig } from '../code-build-deployer-config.ts';
import { prefixOf } from '../config.ts';
import { fillDeployerFolder } from '../deployer-folder.ts';
import { acknowledge, acknowledgeWildcards } from './acknowledge.ts';
import { deadLetterQueue } from './dead-letter-queue.ts';
import { assembled } from './function-code.ts';
import { keyStatements, viaServices } from './key-policy.ts';
import type { FunctionSetting } from './service-function.ts';

/**
 * Carries out the deployments of one environment in CodeBuild. Each queued deployment starts a build, which runs `ocore
 * runner once`. Builds may overlap: a deployment is claimed only once, and a build without work ends.
 */
export class CodeBuildDeployer extends Construct {
  readonly deadLetters: Queue;
  readonly #setting: FunctionSetting;
  readonly #projectId: string;

  constructor(scope: Construct, id: string, setting: FunctionSetting, deployer: CodeBuildDeployerConfig) {
    super(scope, id);
    this.#setting = setting;
    this.#projectId = deployer.projectId;
    this.deadLetters = deadLetterQueue(this, 'DeadLetters');
    this.#startOnEvents(deployer, this.#project(deployer));
  }

  #project(deployer: CodeBuildDeployerConfig): Project {
    const { command } = deployer;
    const fill = (folder: string): void => fillDeployerFolder(folder, command);
    const code = new Asset(this, 'Code', { path: process.cwd(), ...assembled(command, fill) });
    const logGroup = new LogGroup(this, 'Logs', {
      retention: this.#setting.config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const secret = (name: string): string =>
      Stack.of(this).formatArn({ service: 'secretsmanager', resource: `secret:${name}` });
    const role = this.#role('BuildRole', 'codebuild.amazonaws.com', [
      { actions: ['logs:CreateLogStream', 'logs:PutLogEvents'], resources: [logGroup.logGroupArn] },
      { actions: ['s3:GetObject', 's3:GetObjectVersion'], resources: [code.bucket.arnForObjects(code.s3ObjectKey)] },
      { actions: ['s3:GetBucketAcl', 's3:GetBucketLocation'], resources: [code.bucket.bucketArn] },
      {
        actions: ['secretsmanager:GetSecretValue'],
        resources: [
          secret(`${prefixOf(this.#setting.config)}/deploy-key/${deployer.organizationId}/${deployer.projectId}/*`),
          // Secrets Manager appends six random characters to a name.
          secret(`${deployer.apiKeySecret}-??????`),
        ],
      },
      ...this.#decrypting(deployer.keyArns),
    ]);
    const project = new Project(this, 'Project', {
      description: `oCore: deploys ${deployer.environmentId}`,
      source: Source.s3({ bucket: code.bucket, path: code.s3ObjectKey }),
      role: role.withoutPolicyUpdates(),
      grantReportGroupPermissions: false,
      logging: { cloudWatch: { logGroup } },
      timeout: Duration.minutes(deployer.timeoutMinutes),
      environment: {
        buildImage: LinuxArmBuildImage.fromDockerRegistry(deployer.image),
        computeType: ComputeType.SMALL,
      },
      environmentVariables: {
        OCORE_API_URL: { value: this.#setting.publicUrl },
        OCORE_TOKEN: { type: BuildEnvironmentVariableType.SECRETS_MANAGER, value: deployer.apiKeySecret },
      },
      buildSpec: BuildSpec.fromObject({
        version: '0.2',
        phases: {
          build: {
            commands: [
              `node ocore.js runner once --project ${deployer.projectId} --environment ${deployer.environmentId} --command ./deploy`,
            ],
          },
        },
      }),
    });
    acknowledge(project, 'AwsSolutions-CB4', "Builds have no artifacts that a key of one's own would encrypt.");
    acknowledge(
      project,
      'AwsSolutions-CB5',
      'The images of CodeBuild have no Node 24. The config may name another one.',
    );
    return project;
  }

  /** The bucket of the bootstrap and the secret of the config are outside this stack, so the config names their keys. */
  #decrypting(keyArns: readonly string[]): readonly PolicyStatementProps[] {
    if (keyArns.length === 0) return [];
    const conditions = viaServices(this, ['s3', 'secretsmanager']);
    return [{ actions: ['kms:Decrypt'], resources: [...keyArns], conditions }];
  }

  #startOnEvents(deployer: CodeBuildDeployerConfig, project: Project): void {
    const eventBus = EventBus.fromEventBusArn(this, 'Bus', this.#setting.references['bus-arn']);
    const eventRole = this.#role('StartRole', 'events.amazonaws.com', [
      { actions: ['codebuild:StartBuild'], resources: [project.projectArn] },
    ]);
    const targets = [
      new CodeBuildProject(project, {
        // The input would override settings of the build, so nothing of the event is passed on.
        event: RuleTargetInput.fromObject({}),
        eventRole: eventRole.withoutPolicyUpdates(),
        deadLetterQueue: this.deadLetters,
        retryAttempts: 8,
        maxEventAge: Duration.hours(2),
      }),
    ];
    const data = { projectId: [deployer.projectId], environmentId: [deployer.environmentId] };
    new Rule(this, 'Queued', {
      eventBus,
      eventPattern: {
        source: [eventSource],
        detailType: ['deployment.triggered'],
        detail: { data: { ...data, status: ['queued'] } },
      },
      targets,
    });
    // A deployment that was queued while another one ran needs a build when that one has ended.
    new Rule(this, 'Ended', {
      eventBus,
      eventPattern: {
        source: [eventSource],
        detailType: ['completed', 'failed', 'cancelled', 'superseded'].map((end) => `deployment.${end}`),
        // Any time from the year 2000 on: the deployment had started. One that never started blocked no other.
        detail: { data: { ...data, startedAt: Match.prefix('2') } },
      },
      targets,
    });
  }

  #role(id: string, service: string, statements: readonly PolicyStatementProps[]): Role {
    const { permissionsBoundary } = this.#setting.config;
    const own = statements.map((statement) => new PolicyStatement(statement));
    const policy = [...own, ...keyStatements(this, this.#setting.references.keyArn, own)];
    const role = new Role(this, id, {
      assumedBy: new ServicePrincipal(service),
      inlinePolicies: { own: new PolicyDocument({ statements: policy }) },
      ...(permissionsBoundary === undefined
        ? {}
        : { permissionsBoundary: ManagedPolicy.fromManagedPolicyArn(this, `${id}Boundary`, permissionsBoundary) }),
    });
    const keys = 'These are the deploy keys of its one project. Their names end in an id and random characters.';
    acknowledgeWildcards(role, policy, { [`/${this.#projectId}/*`]: keys });
    return role;
  }
}
