import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import * as z from 'zod';
import { DeploymentConfig } from '#infra/config.ts';
import { DataStack } from '#infra/stacks/data-stack.ts';
import { ServiceStack } from '#infra/stacks/service-stack.ts';

const Resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.array(z.string()).default([]),
  DeletionPolicy: z.string().optional(),
});
const Template = z.looseObject({
  Resources: z.record(z.string(), Resource),
  Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown() })).default({}),
  Parameters: z.record(z.string(), z.looseObject({ Type: z.string(), Default: z.unknown().optional() })).default({}),
});
export type Resource = z.infer<typeof Resource> & { readonly id: string };
export type Template = {
  readonly name: string;
  readonly resources: readonly Resource[];
  readonly outputs: Record<string, unknown>;
  readonly parameters: Record<string, { readonly Type: string; readonly Default?: unknown }>;
};

const read = (folder: string, file: string): Template => {
  const { Resources, Outputs, Parameters } = Template.parse(JSON.parse(readFileSync(join(folder, file), 'utf8')));
  return {
    name: file.replace('.template.json', ''),
    resources: Object.entries(Resources).map(([id, resource]) => ({ ...resource, id })),
    parameters: Parameters,
    outputs: Object.fromEntries(Object.entries(Outputs).map(([name, output]) => [name, output.Value])),
  };
};

/** Synthesizes both stacks into a folder. @returns the app, whose references are resolved */
export const synthesizeInto = (outdir: string, config: z.input<typeof DeploymentConfig>, region: string): App => {
  const parsed = DeploymentConfig.parse(config);
  // Neither stack traces nor the tree is part of a template.
  const app = new App({ outdir, analyticsReporting: false, stackTraces: false, treeMetadata: false });
  const env = { account: '123456789012', region };
  new DataStack(app, 'Data', parsed, { env });
  new ServiceStack(app, 'Service', parsed, { env });
  app.synth();
  return app;
};

/** Every template of the app under a config, nested ones included. */
export class Synthesized {
  readonly templates: readonly Template[];

  private constructor(config: DeploymentConfig, region: string) {
    const outdir = mkdtempSync(join(tmpdir(), 'ocore-synth-'));
    try {
      synthesizeInto(outdir, config, region);
      const files = readdirSync(outdir).filter((file) => file.endsWith('.template.json'));
      this.templates = files.map((file) => read(outdir, file));
    } finally {
      rmSync(outdir, { recursive: true });
    }
  }

  static readonly #known = new Map<string, Synthesized>();

  /** Synthesises a config, once for all files that share the process: a config has one result. */
  static of(config: z.input<typeof DeploymentConfig> = {}, region = 'eu-central-1'): Synthesized {
    const parsed = DeploymentConfig.parse(config);
    const key = JSON.stringify([parsed, region]);
    const found = Synthesized.#known.get(key) ?? new Synthesized(parsed, region);
    Synthesized.#known.set(key, found);
    return found;
  }

  template(name: string): Template {
    const found = this.templates.find((one) => one.name === name);
    if (found === undefined) throw new Error(`There is no template ${name}.`);
    return found;
  }

  /** All resources of a type, whatever the template. */
  ofType(type: string): readonly Resource[] {
    return this.templates.flatMap((one) => one.resources.filter((resource) => resource.Type === type));
  }

  /** The one resource of a type. */
  one(type: string): Resource {
    const [first, ...others] = this.ofType(type);
    if (first === undefined || others.length > 0)
      throw new Error(`There are ${others.length + 1} resources of ${type}.`);
    return first;
  }
}

/** The logical id that a property refers to, by Ref or by Fn::GetAtt, wherever in it. */
export const referredTo = (value: unknown): string => {
  const text = JSON.stringify(value);
  const found = /"Ref":"([^"]+)"/.exec(text)?.[1] ?? /"Fn::GetAtt":\["([^"]+)"/.exec(text)?.[1];
  if (found === undefined) throw new Error(`${text} refers to nothing.`);
  return found;
};

const Joined = z.object({ 'Fn::Join': z.tuple([z.string(), z.array(z.unknown())]) });

/** A text of a template. What only CloudFormation knows, a part of the same stage, stands as `<reference>`. */
export const textOf = (resource: unknown): string => {
  if (typeof resource === 'string') return resource;
  const joined = Joined.safeParse(resource).data?.['Fn::Join'];
  return joined === undefined ? '<reference>' : joined[1].map(textOf).join(joined[0]);
};
