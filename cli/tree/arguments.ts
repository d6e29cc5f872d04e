/** What a command is about, in the order of its arguments. */
export type ArgumentKind = keyof typeof argumentKinds;

type Kind = {
  /** As help shows it. */
  readonly shown: string;
  readonly about: string;
  /** The parameter of the path, or the field of the body where it takes several. */
  readonly parameter: string;
};

/** Projects, environments, members and roles may be given by name. What is no parameter of the row's path goes into the body. */
export const argumentKinds = {
  project: { shown: '<project>', about: 'id or name of the project', parameter: 'projectId' },
  environment: { shown: '<environment>', about: 'id or name of the environment', parameter: 'environmentId' },
  mapping: { shown: '<mapping>', about: 'id of the branch mapping', parameter: 'mappingId' },
  mappings: { shown: '<mappings...>', about: 'ids of all branch mappings, the first one first', parameter: 'order' },
  deployment: { shown: '<deployment>', about: 'id of the deployment', parameter: 'deploymentId' },
  delivery: { shown: '<delivery>', about: 'id of the delivery', parameter: 'deliveryId' },
  submodule: { shown: '<submodule>', about: 'id of the submodule', parameter: 'submoduleId' },
  apiKey: { shown: '<api-key>', about: 'id of the API key', parameter: 'apiKeyId' },
  member: { shown: '<member>', about: 'id, name or e-mail address of the member', parameter: 'memberId' },
  email: { shown: '<email>', about: 'the e-mail address that they sign in with', parameter: 'email' },
  role: { shown: '<role>', about: 'id or name of the role', parameter: 'roleId' },
  principal: {
    shown: '<principal>',
    about: 'id, name or e-mail address of a member, or id of an API key',
    parameter: 'principalId',
  },
  provider: { shown: '<provider>', about: 'github, gitlab, bitbucket or gitea', parameter: 'provider' },
} as const satisfies Record<string, Kind>;
