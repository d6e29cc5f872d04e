import type * as z from 'zod';
import type { EventType } from '#shared/contract/event.ts';
import type { MetricName } from '#shared/contract/metrics.ts';
import type { DeploymentConfig } from '../config.ts';

/** The options of a deployment. Each may be left out. In the package, `npm run pack` writes them out from the schema. */
export type OcoreOptions = z.input<typeof DeploymentConfig>;

/** The types of the events on the bus. */
export type OcoreEventType = EventType;

/** The metrics that the service writes itself. */
export type OcoreMetric = MetricName;
