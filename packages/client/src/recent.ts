/** What was found out last about a few texts that are asked about again and again. */
export class Recent<Value> {
  private readonly values = new Map<string, Value>();
  private readonly most: number;

  /** Once more than `most` are kept, it begins anew. */
  constructor(most: number) {
    this.most = most;
  }

  get(text: string): Value | undefined {
    return this.values.get(text);
  }

  keep(text: string, value: Value): Value {
    if (this.values.size >= this.most) this.values.clear();
    this.values.set(text, value);
    return value;
  }
}
