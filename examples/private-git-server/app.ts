import { App, CfnOutput, Stack } from 'aws-cdk-lib';
import { Peer, Port, SecurityGroup, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { CloudWatchLogGroup } from 'aws-cdk-lib/aws-events-targets';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { OcoreProjects } from 'ocore-projects-cdk';

const stack = new Stack(new App(), 'OcorePrivateGit');

// The network of the Git server, which has no way to the internet. Yours exists: Vpc.fromLookup finds it.
const vpc = new Vpc(stack, 'Network', {
  natGateways: 0,
  subnetConfiguration: [{ name: 'git', subnetType: SubnetType.PRIVATE_ISOLATED }],
});
const functions = new SecurityGroup(stack, 'Functions', { vpc, allowAllOutbound: false });
functions.addEgressRule(Peer.ipv4(vpc.vpcCidrBlock), Port.SSH, 'Git over SSH');
functions.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'The API of the Git server, DynamoDB and Secrets Manager');

// Only the functions that connect to Git servers are put into it. Without a NAT they need two endpoints, made here too.
const { subnets, subnetIds } = vpc.selectSubnets({ subnetGroupName: 'git' });
const ocore = new OcoreProjects(stack, 'Projects', {
  vpc: {
    vpcId: vpc.vpcId,
    subnetIds,
    securityGroupIds: [functions.securityGroupId],
    endpointRouteTableIds: subnets.map((subnet) => subnet.routeTable.routeTableId),
  },
});

// The role of an instance with the runner of a project, beside the Odoo server that it updates.
const runner = new Role(stack, 'Runner', { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
ocore.grantRun(runner, {
  organizationId: 'org_01J00000000000000000000000',
  projectId: 'prj_01J00000000000000000000000',
});

// Every failed deployment as a line of a log. Any target of EventBridge works.
const failures = new LogGroup(stack, 'Failures');
ocore.onEvent('DeploymentFailed', { types: ['deployment.failed'], target: new CloudWatchLogGroup(failures) });
new CfnOutput(stack, 'ApiUrl', { value: ocore.publicUrl });
