import { Button, Card, Group, List, SegmentedControl, Stack, Text, TextInput, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import type { ProviderRepositoryListItem, ProviderSettings } from '#shared/contract/provider-settings.ts';
import type { Provider } from '#shared/contract/repository.ts';
import { Loaded } from '../ui/states.tsx';
import { providerWords } from '../ui/status.tsx';
import { useProviderRepositories } from './queries.ts';

type Pick = (repository: ProviderRepositoryListItem, provider: Provider) => void;

const Choices = ({
  provider,
  search,
  onPick,
}: {
  readonly provider: Provider;
  readonly search: string;
  readonly onPick: Pick;
}): ReactNode => {
  const read = useProviderRepositories(provider, search);
  return (
    <Loaded read={read} what="the repositories" rows={2}>
      {({ pages }) => {
        const repositories = pages.flatMap(({ body }) => body.repositories);
        if (repositories.length === 0) {
          return (
            <Text size="sm" c="dimmed">
              {search === '' ? 'The credential reaches no repository.' : 'No repository has this in its name.'}
            </Text>
          );
        }
        return (
          <>
            <List listStyleType="none" spacing={4}>
              {repositories.map((repository) => (
                <List.Item key={repository.sshUrl}>
                  <Button
                    variant="subtle"
                    size="compact-sm"
                    maw="100%"
                    onClick={() => onPick(repository, provider)}
                    aria-label={`Use ${repository.fullName}`}
                  >
                    <span className="one-line">{repository.fullName}</span>
                  </Button>
                </List.Item>
              ))}
            </List>
            {read.hasNextPage && (
              <Group>
                <Button
                  variant="default"
                  size="xs"
                  onClick={() => read.fetchNextPage()}
                  loading={read.isFetchingNextPage}
                >
                  Show more
                </Button>
              </Group>
            )}
          </>
        );
      }}
    </Loaded>
  );
};

/** The repositories that a credential of the organisation can reach, to fill the form with. Nothing where none is set. */
export const RepositoryPicker = ({
  settings,
  onPick,
}: {
  readonly settings: readonly ProviderSettings[];
  readonly onPick: Pick;
}): ReactNode => {
  const providers = settings.flatMap(({ provider, credential }) => (credential === null ? [] : [provider]));
  const [chosen, choose] = useState<string | null>(null);
  const [search, setSearch] = useState('');
  const [wanted] = useDebouncedValue(search.trim(), 300);
  const provider = providers.find((one) => one === chosen) ?? providers[0];
  if (provider === undefined) return null;
  return (
    <Card withBorder padding="lg">
      <Stack gap="md">
        <Title order={3}>Or pick one that your credential reaches</Title>
        <Group gap="sm">
          {providers.length > 1 && (
            <SegmentedControl
              aria-label="Pick from"
              value={provider}
              onChange={choose}
              data={providers.map((value) => ({ value, label: providerWords[value] }))}
            />
          )}
          <TextInput
            aria-label={`Search ${providerWords[provider]}`}
            placeholder={`Search ${providerWords[provider]}`}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            maxLength={120}
          />
        </Group>
        <Choices provider={provider} search={wanted} onPick={onPick} />
      </Stack>
    </Card>
  );
};
