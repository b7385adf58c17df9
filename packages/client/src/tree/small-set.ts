/** A set whose first element needs no table: most transactions change one place. */
export class SmallSet<T extends object> {
  private first: T | undefined;
  private all: Set<T> | undefined;

  /** Whether the element is new. */
  add(element: T): boolean {
    if (this.first === undefined) {
      this.first = element;
      return true;
    }
    if (element === this.first) return false;
    this.all ??= new Set([this.first]);
    const { size } = this.all;
    return this.all.add(element).size > size;
  }
}
