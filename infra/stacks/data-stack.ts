import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type DeploymentConfig, prefixOf } from '../config.ts';
import { makeData } from '../constructs/data.ts';
import { writeReferences } from '../constructs/data-references.ts';
import { writeKeyArn } from '../constructs/encryption.ts';

/** The resources that outlive every change of the service: table, keys and bus. */
export class DataStack extends Stack {
  constructor(scope: Construct, id: string, config: DeploymentConfig, props: StackProps) {
    super(scope, id, props);
    const { references } = makeData(this, config);
    writeReferences(this, prefixOf(config), references);
    writeKeyArn(this, config, references.keyArn);
  }
}
