/** What is kept of one event at most: a DynamoDB item has 400 KB. Source: design §12. */
export const deliveryLimits = { files: 500, messageCharacters: 1024 } as const;

/** The first line of a commit message, at most 200 characters: what a list of deployments shows. */
export const firstLine = (message: string): string => {
  const end = message.indexOf('\n');
  return (end === -1 ? message : message.slice(0, end)).trimEnd().slice(0, 200).toWellFormed();
};
