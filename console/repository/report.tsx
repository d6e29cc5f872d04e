import { Alert, List, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Disconnected } from '#shared/contract/repository.ts';
import { OutsideLink } from '../ui/link.tsx';

/** What an action has done, and what it has left for a person to do. */
export type Report = {
  readonly title: string;
  readonly left: readonly { readonly text: string; readonly where: string | null }[];
};

/** The report of something that was removed here and, as far as possible, at the provider. */
export const removalReport = (name: string, { leftBehind }: Disconnected): Report => ({
  title: name,
  left: leftBehind.map(({ what, why, where }) => ({ text: `Remove the ${what}: ${why}`, where })),
});

export const ReportAlert = ({
  report,
  onClose,
}: {
  readonly report: Report;
  readonly onClose: () => void;
}): ReactNode => (
  <Alert
    role="status"
    color={report.left.length === 0 ? 'green' : 'yellow'}
    variant="light"
    title={report.title}
    withCloseButton
    onClose={onClose}
  >
    {report.left.length === 0 ? (
      <Text size="sm">Nothing is left to do.</Text>
    ) : (
      <>
        <Text size="sm">What is left to do:</Text>
        <List size="sm">
          {report.left.map(({ text, where }) => (
            <List.Item key={text} className="text-of-others">
              {text}{' '}
              {where !== null && (
                <OutsideLink href={where} inherit>
                  Open the page
                </OutsideLink>
              )}
            </List.Item>
          ))}
        </List>
      </>
    )}
  </Alert>
);
