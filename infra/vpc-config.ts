import * as z from 'zod';
import { textLike } from './reference.ts';

const ids = (prefix: string, example: string, max: number) =>
  z
    .array(textLike(new RegExp(`^${prefix}-[0-9a-f]{8,17}$`), `must be an id such as ${example}`))
    .min(1, 'must have at least one entry')
    .max(max, `must have at most ${max} entries`)
    .refine((all) => new Set(all).size === all.length, 'must name each once');

/**
 * The private network of the Git servers. The functions that connect to Git servers are put into it, and no others.
 * Source: https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export const VpcConfig = z.strictObject({
  vpcId: textLike(/^vpc-[0-9a-f]{8,17}$/, 'must be the id of a VPC, such as vpc-0123456789abcdef0'),
  /** Private subnets, best in two zones. */
  subnetIds: ids('subnet', 'subnet-0123456789abcdef0', 16),
  /** They need no way in, and a way out to the Git servers and to port 443. */
  securityGroupIds: ids('sg', 'sg-0123456789abcdef0', 5),
  /**
   * The route tables of the subnets. With them, the stack makes the endpoints for DynamoDB and Secrets Manager, which a
   * network without NAT needs.
   */
  endpointRouteTableIds: ids('rtb', 'rtb-0123456789abcdef0', 16).optional(),
});
export type VpcConfig = z.infer<typeof VpcConfig>;
