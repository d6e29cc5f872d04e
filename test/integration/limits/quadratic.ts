/** Parsers that take quadratic time, for the counter of steps to find. */
export const quadratic: Readonly<Record<string, (text: string) => unknown>> = {
  'a loop within a loop': (text) => {
    let count = 0;
    for (let one = 0; one < text.length; one += 10) {
      for (let other = 0; other < text.length; other += 10) count += 1;
    }
    return count;
  },
  'a search that begins anew': (text) => {
    let found = 0;
    for (let at = 0; at < text.length; at += 10) if (text.includes('nowhere')) found += 1;
    return found;
  },
  'an expression that is tried at each place': (text) => {
    let found = 0;
    for (let at = 0; at < text.length; at += 10) if (/nowhere$/.test(text)) found += 1;
    return found;
  },
  'a list that is copied': (text) => {
    let list: string[] = [];
    for (let at = 0; at < text.length; at += 10) list = [...list, text.charAt(at)];
    return list;
  },
};
