/** Why a command was not done: the status code of its Item. */
export class Refusal extends Error {
  readonly code: number;

  constructor(code: number) {
    super(`refused with ${code}`);
    this.code = code;
  }
}

export function demand(condition: boolean, code: number): asserts condition {
  if (!condition) throw new Refusal(code);
}
