import { optionTable } from './options.ts';

/** The page of the package. */
export const cdkReadme = (): string => `# ocore-projects-cdk

oCore Projects as a construct for the AWS CDK: the control plane for Git-connected Odoo projects, in a stack of yours. A push to
a mapped branch deploys the right environment. The package brings all code in bundles: nothing is built where you synthesize.

    npm install ocore-projects-cdk-*.tgz aws-cdk-lib constructs

\`\`\`ts
import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { OcoreProjects } from 'ocore-projects-cdk';

const stack = new Stack(new App(), 'Ocore');
const ocore = new OcoreProjects(stack, 'Projects');

new CfnOutput(stack, 'ApiUrl', { value: ocore.publicUrl });
new CfnOutput(stack, 'CreateOrganizationCommand', { value: ocore.createOrganizationCommand });
\`\`\`

Deploy it with \`npx cdk deploy\`, after \`npx cdk bootstrap\` once for each account and region. The second output is a command of the
package \`ocore-cli\`: it makes the first organisation, and shows its API key once.

## What it offers

| Member                          | What it is                                                                                    |
| ------------------------------- | --------------------------------------------------------------------------------------------- |
| \`table\`, \`bus\`, \`api\`           | The DynamoDB table, the event bus and the HTTP API                                            |
| \`publicUrl\`, \`alarmTopic\`       | Where the API answers; where all alarms are published                                         |
| \`grantRun(grantee, environment)\` | Lets a runner read the deploy keys of its project and, where it is given, its API key         |
| \`grantAdmin(grantee)\`           | Lets an operator call the functions of \`ocore admin\`                                          |
| \`onEvent(id, options)\`          | Makes a rule for events of the bus: \`{ types: ['deployment.failed'], target }\`                |
| \`metric(name, options)\`         | A metric that the service writes itself                                                       |
| \`metricX(options)\`              | \`Requests\`, \`ClientErrors\`, \`ServerErrors\`, \`Latency\`, \`Deliveries\`, \`ReceiverErrors\`, \`ReceiverThrottles\`, \`AuthorizerErrors\`, \`TickErrors\`, \`EventLag\`, \`DeadLetters\`, \`TableThrottles\` |

## Options

None is required. Beside these, \`table\` and \`bus\` take a table and an event bus of your own.

${optionTable()}

The table, the root key and a user pool stay when the stack is deleted, unless \`removal\` is \`destroy\`. Two \`OcoreProjects\` in
one account and region need different stages.
`;
