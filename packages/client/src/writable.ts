/** A value that is being made, before anybody else has it. */
export type Writable<T> = { -readonly [Field in keyof T]: T[Field] };
