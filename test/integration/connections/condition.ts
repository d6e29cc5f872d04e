type Values = Readonly<Record<string, unknown>>;

/** An expression of DynamoDB with what its placeholders stand for. */
export type Expression = {
  readonly text: string;
  readonly names: Readonly<Record<string, string>>;
  readonly values: Values;
};

const token = /\s*(<=|>=|<>|[=<>(),]|[#:]?[A-Za-z_][A-Za-z0-9_]*)/y;

const tokensOf = (text: string): string[] => {
  const found: string[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < text.trimEnd().length) {
    const match = token.exec(text);
    if (match?.[1] === undefined) throw new Error(`The memory table does not read ${text}.`);
    found.push(match[1]);
  }
  return found;
};

/** Texts and numbers have an order among themselves; anything else is only the same or not. */
const compare = (one: unknown, other: unknown): number | null => {
  if (typeof one === 'string' && typeof other === 'string') return Buffer.compare(Buffer.from(one), Buffer.from(other));
  return typeof one === 'number' && typeof other === 'number' ? one - other : null;
};

const isSame = (one: unknown, other: unknown): boolean =>
  one !== undefined && other !== undefined && JSON.stringify(one) === JSON.stringify(other);

const comparisons: Readonly<Record<string, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** Evaluates one condition over one item: what of DynamoDB's grammar the service uses, and an error for all else. */
class Evaluation {
  readonly #tokens: string[];
  readonly #expression: Expression;
  readonly #item: Values;
  #at = 0;

  constructor(expression: Expression, item: Values) {
    this.#tokens = tokensOf(expression.text);
    this.#expression = expression;
    this.#item = item;
  }

  holds(): boolean {
    const result = this.#either();
    if (this.#at < this.#tokens.length) throw this.#unread();
    return result;
  }

  #unread(): Error {
    return new Error(`The memory table does not read ${this.#expression.text} at ${this.#tokens[this.#at]}.`);
  }

  #take(): string {
    const next = this.#tokens[this.#at];
    if (next === undefined) throw this.#unread();
    this.#at += 1;
    return next;
  }

  #took(wanted: string): boolean {
    if (this.#tokens[this.#at] !== wanted) return false;
    this.#at += 1;
    return true;
  }

  #expect(wanted: string): void {
    if (!this.#took(wanted)) throw this.#unread();
  }

  #either(): boolean {
    let result = this.#both();
    while (this.#took('OR')) result = this.#both() || result;
    return result;
  }

  #both(): boolean {
    let result = this.#one();
    while (this.#took('AND')) result = this.#one() && result;
    return result;
  }

  #one(): boolean {
    if (this.#took('(')) {
      const result = this.#either();
      this.#expect(')');
      return result;
    }
    const next = this.#take();
    if (this.#took('(')) return this.#call(next);
    return this.#compare(this.#operand(next));
  }

  #call(name: string): boolean {
    const first = this.#operand(this.#take());
    if (name === 'attribute_exists' || name === 'attribute_not_exists') {
      this.#expect(')');
      return (first !== undefined) === (name === 'attribute_exists');
    }
    if (name !== 'begins_with') throw this.#unread();
    this.#expect(',');
    const second = this.#operand(this.#take());
    this.#expect(')');
    return typeof first === 'string' && typeof second === 'string' && first.startsWith(second);
  }

  #compare(left: unknown): boolean {
    const operator = this.#take();
    if (operator === 'BETWEEN') {
      const from = compare(left, this.#operand(this.#take()));
      this.#expect('AND');
      const to = compare(left, this.#operand(this.#take()));
      return from !== null && from >= 0 && to !== null && to <= 0;
    }
    if (operator === 'IN') {
      this.#expect('(');
      const choices = [this.#operand(this.#take())];
      while (this.#took(',')) choices.push(this.#operand(this.#take()));
      this.#expect(')');
      return choices.some((choice) => isSame(left, choice));
    }
    const right = this.#operand(this.#take());
    if (operator === '=') return isSame(left, right);
    const holds = comparisons[operator];
    if (holds === undefined) throw this.#unread();
    const order = compare(left, right);
    return order !== null && holds(order);
  }

  #operand(text: string): unknown {
    const { names, values } = this.#expression;
    if (text.startsWith(':')) {
      if (!(text in values)) throw new Error(`${text} stands for nothing.`);
      return values[text];
    }
    const name = text.startsWith('#') ? names[text] : text;
    if (name === undefined) throw new Error(`${text} stands for nothing.`);
    return this.#item[name];
  }
}

/** Whether a condition holds for an item; one that is not there has no attributes. */
export const conditionHolds = (expression: Expression, item: Values | undefined): boolean =>
  new Evaluation(expression, item ?? {}).holds();
