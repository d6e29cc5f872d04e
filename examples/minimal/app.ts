import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { OcoreProjects } from 'ocore-projects-cdk';

const stack = new Stack(new App(), 'OcoreMinimal');
const ocore = new OcoreProjects(stack, 'Projects');

new CfnOutput(stack, 'ApiUrl', { value: ocore.publicUrl });
new CfnOutput(stack, 'CreateOrganizationCommand', { value: ocore.createOrganizationCommand });
