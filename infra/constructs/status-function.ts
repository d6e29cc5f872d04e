import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { prefixOf } from '../config.ts';
import { deployedOptions } from '../deployed-options.ts';
import { statusFunction } from '../functions.ts';
import type { Alarms } from './alarms.ts';
import { type FunctionSetting, ServiceFunction } from './service-function.ts';

/**
 * The function of `ocore admin status`: it looks at alarms, queues and topic by their names, and at no others (D-109).
 * @param deadLetters by the names that docs/operations.md gives them
 */
export const addStatusFunction = (
  scope: Construct,
  setting: FunctionSetting,
  deadLetters: ReadonlyMap<string, Queue>,
  alarms: Alarms,
): ServiceFunction => {
  const prefix = prefixOf(setting.config);
  const [first] = deadLetters.values();
  const named = [...deadLetters].map(([name, queue]) => `${name}=${queue.queueName}`);
  const made = new ServiceFunction(scope, statusFunction, setting, {
    functionName: `${prefix}-${statusFunction.replace('admin/', '')}`,
    variables: {
      // They all stand beside each other, and the environment of a function has room for 4 KB.
      DEAD_LETTER_QUEUE_URL: first?.queueUrl ?? '',
      DEAD_LETTER_QUEUES: named.join(' '),
      ALARM_TOPIC_ARN: alarms.topic.topicArn,
      DEPLOYMENT_OPTIONS: JSON.stringify(deployedOptions(setting.config)),
    },
  });
  const watching = [
    {
      actions: ['cloudwatch:DescribeAlarms'],
      resources: alarms.all.map((alarm) => alarm.alarmArn),
    },
    { actions: ['sns:GetTopicAttributes'], resources: [alarms.topic.topicArn] },
    { actions: ['sqs:GetQueueAttributes'], resources: [...deadLetters.values()].map((queue) => queue.queueArn) },
  ];
  for (const statement of watching) made.role.addToPolicy(new PolicyStatement(statement));
  return made;
};
