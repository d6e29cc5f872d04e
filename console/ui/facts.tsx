import type { ReactNode } from 'react';

/** Names with their values. A value of null is left out. */
export const Facts = ({
  facts,
}: {
  readonly facts: readonly (readonly [name: string, value: ReactNode])[];
}): ReactNode => (
  <dl className="facts">
    {facts
      .filter(([, value]) => value !== null)
      .map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className="text-of-others">{value}</dd>
        </div>
      ))}
  </dl>
);
