/** Requests that are right by openapi.json, and refused all the same. */
type Accepted = { readonly faults: RegExp; readonly reason: string };

/** What a schema cannot say. Every other refusal of a request that is right by the document fails the test. */
export const acceptedRefusals: readonly Accepted[] = [
  {
    faults:
      /^#\/(environmentId|environmentIds\/\d+|order(\/\d+)?|projectIds\/\d+|roleId|(grants\/\d+\/)?principalId): must be the id of /,
    reason: 'Which environments, mappings, projects, roles and principals there are depends on what is stored.',
  },
  {
    faults: /^#\/order: must /,
    reason: 'Which mappings a project has depends on what is stored.',
  },
  {
    faults: /^#\/environmentIds: needs projectIds/,
    reason: 'Which projects the environments of a key belong to depends on what is stored.',
  },
  {
    faults: /^#\/to: must be later than from$/,
    reason: 'JSON Schema compares no two values, and a query is not one object.',
  },
  {
    faults: /^#\/(url: must be a URL|email: must be an e-mail address)/,
    reason: 'What the URL standard and IDNA make of a text is no pattern.',
  },
  {
    faults: /^#\/(provider: must be \w+, to which .* belongs$|baseUrl: must not be sent for bitbucket)/,
    reason: 'Which provider a host belongs to depends on the settings, and a body does not know its path.',
  },
];
