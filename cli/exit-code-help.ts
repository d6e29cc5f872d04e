/** Shown by `ocore help exit-codes`. */
export const exitCodeHelp = `Exit codes:
  0    done
  1    unexpected error, or an error of the API that has no code of its own
  2    the command line is not right, or the API refuses a value (400, 413)
  3    cancelled, or declined at the question
  4    not signed in (401)
  5    not permitted (403)
  6    not found (404)
  7    conflict or precondition (409, 412, 422)
  8    limited or not available (429, 5xx, no answer): try again
  9    a deployment that was carried out failed
  130  interrupted (Ctrl-C)
`;
