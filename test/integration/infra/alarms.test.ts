import { readFileSync, rmSync } from 'node:fs';
import { afterAll, describe, expect, it, vi } from 'vitest';
import * as z from 'zod';
import { unitsOf } from '#infra/costs/costs-page.ts';
import { scenariosOf } from '#infra/costs/scenarios.ts';
import { metrics } from '#shared/contract/metrics.ts';
import { stubFolder } from './stub-bundle.ts';
import { Synthesized, textOf } from './synthesized.ts';

vi.mock('#infra/bundle.ts', () => import('./stub-bundle.ts'));
afterAll(() => rmSync(stubFolder, { recursive: true, force: true }));

const app = Synthesized.of();
const alarms = app.ofType('AWS::CloudWatch::Alarm');
const alarm = (name: string) => alarms.find(({ id }) => id.includes(`Alarms${name}`))?.Properties;
const dashboard = (name: string): string =>
  String(
    textOf(
      app.ofType('AWS::CloudWatch::Dashboard').find(({ Properties }) => Properties.DashboardName === name)?.Properties
        .DashboardBody,
    ),
  );

describe('the alarms', () => {
  it('publish to the one topic, and say what to do', () => {
    const topic = app.one('AWS::SNS::Topic').id;
    for (const { id, Properties } of alarms) {
      expect.soft(Properties.AlarmActions, id).toEqual([{ Ref: topic }]);
      expect.soft(String(Properties.AlarmDescription), id).toMatch(/^[A-Za-z].{20,}\. Runbook: \S+$/);
    }
  });

  it('name a heading of the runbook that exists', () => {
    for (const { id, Properties } of alarms) {
      const [file = '', anchor] = String(Properties.AlarmDescription).split('Runbook: ')[1]?.split('#') ?? [];
      const headings = [...readFileSync(file, 'utf8').matchAll(/^#+ (.+)$/gm)].map(([, text = '']) =>
        text
          .toLowerCase()
          .replace(/[^a-z0-9 -]/g, '')
          .replaceAll(' ', '-'),
      );
      expect.soft(headings, id).toContain(anchor);
    }
  });

  it('have each a row in the runbook', () => {
    const page = readFileSync('docs/operations.md', 'utf8');

    for (const { Properties } of alarms) {
      expect.soft(page).toContain(`\`${String(Properties.AlarmName).replace('ocore-', '')}\``);
    }
  });

  it('ring when a webhook is silent: a metric that the service writes, of this stage', () => {
    expect(alarm('SilentWebhooks')).toMatchObject({
      Namespace: 'OcoreProjects',
      MetricName: 'SilentWebhooks',
      Dimensions: [{ Name: 'stage', Value: 'prod' }],
      Threshold: 1,
      Period: 1800,
      TreatMissingData: 'notBreaching',
    });
  });

  it('ring when the tick does not run at all, and nothing is counted therefore', () => {
    expect(alarm('TickStopped')).toMatchObject({
      MetricName: 'Invocations',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      TreatMissingData: 'breaching',
    });
  });

  it('ring when the table throttles, and when DynamoDB has faults in what each push needs', () => {
    expect(alarm('TableReadsThrottled')?.MetricName).toBe('ReadThrottleEvents');
    expect(alarm('TableWritesThrottled')?.MetricName).toBe('WriteThrottleEvents');
    for (const [name, operation] of [['Read', 'Query'] as const, ['Write', 'TransactWriteItems'] as const]) {
      const found = alarm(`Table${name}Faults`);
      expect(found?.MetricName).toBe('SystemErrors');
      expect(found?.Dimensions).toContainEqual({ Name: 'Operation', Value: operation });
    }
  });

  it('ring when the authorizer crashes', () => {
    expect(alarm('AuthorizerErrors')).toMatchObject({ MetricName: 'Errors', Threshold: 1 });
  });
});

describe('the page of costs', () => {
  it('counts the alarms, dashboards and keys of a stage', () => {
    const { amounts } = scenariosOf(unitsOf(readFileSync('docs/access-patterns.md', 'utf8'))).at(-1) ?? {};

    expect(amounts).toMatchObject({
      'CloudWatch, alarm and month': alarms.length,
      'CloudWatch, dashboard and month': app.ofType('AWS::CloudWatch::Dashboard').length,
      'Secrets Manager, secret and month': app.ofType('AWS::SecretsManager::Secret').length,
    });
  });
});

describe('the dashboard', () => {
  it('follows a push, and shows each metric of the service', () => {
    const body = dashboard('ocore-projects-eu-central-1');
    const titles = [...body.matchAll(/"title":"(\d)\. ([^"]+)"/g)].map(([, at, title]) => `${at} ${title}`);
    expect(titles).toEqual(['1 Deliveries', '2 Until queued', '3 Until claimed', '4 Deployments by status']);
    for (const name of Object.keys(metrics)) expect.soft(body).toContain(name);
  });
});

describe('the dashboard of searches', () => {
  const body = dashboard('ocore-search-eu-central-1');

  it('asks once for an id, and every query by id takes it from there', () => {
    const { variables, widgets } = z
      .object({
        variables: z.array(z.object({ type: z.string(), inputType: z.string(), pattern: z.string() })),
        widgets: z.array(z.object({ properties: z.object({ title: z.string(), query: z.string() }) })),
      })
      .parse(JSON.parse(body));
    expect(variables).toEqual([{ type: 'pattern', inputType: 'input', pattern: 'dlv_or_dep_or_request_id' }]);
    const byId = widgets.filter(({ properties }) => properties.query.includes(variables[0]?.pattern ?? ''));
    expect(byId.map(({ properties }) => properties.title.split(/[:,]/)[0])).toEqual([
      'Everything about a request',
      'Everything about a delivery',
      'Everything about a deployment',
    ]);
    for (const { properties } of widgets) expect.soft(properties.query, properties.title).toMatch(/^SOURCE '/);
  });
});

describe('the access log', () => {
  it('tells why authorizer and integration failed', () => {
    const { Format } = z
      .object({ Format: z.string() })
      .parse(app.one('AWS::ApiGatewayV2::Stage').Properties.AccessLogSettings);
    expect(JSON.parse(Format)).toMatchObject({
      authorizerError: '$context.authorizer.error',
      integrationError: '$context.integrationErrorMessage',
    });
  });
});
