/** The part of JSON Schema our schemas use; says where a value does not fit. */
type Schema = Record<string, unknown>;

export function mismatch(schema: Schema, value: unknown, at = "$"): string | undefined {
  const options = schema["oneOf"] as readonly Schema[] | undefined;
  if (options !== undefined) {
    const fitting = options.filter((option) => mismatch(option, value, at) === undefined).length;
    return fitting === 1 ? undefined : `${at} fits ${fitting} of its forms`;
  }
  const allowed = schema["enum"] as readonly unknown[] | undefined;
  if (allowed !== undefined) return allowed.includes(value) ? undefined : `${at} is ${JSON.stringify(value)}`;
  switch (schema["type"]) {
    case "string":
      if (typeof value !== "string") return `${at} is no string`;
      return new RegExp((schema["pattern"] as string | undefined) ?? "").test(value) ? undefined : `${at} is ${value}`;
    case "integer":
      return Number.isInteger(value) ? undefined : `${at} is no integer`;
    case "boolean":
      return typeof value === "boolean" ? undefined : `${at} is no boolean`;
    case "array": {
      if (!Array.isArray(value)) return `${at} is no array`;
      const items = (schema["items"] ?? {}) as Schema;
      return value.map((item, index) => mismatch(items, item, `${at}[${index}]`)).find((it) => it !== undefined);
    }
    case "object": {
      if (typeof value !== "object" || value === null || Array.isArray(value)) return `${at} is no object`;
      const properties = (schema["properties"] ?? {}) as Record<string, Schema>;
      for (const name of (schema["required"] ?? []) as readonly string[]) {
        if (!(name in value)) return `${at}.${name} is missing`;
      }
      for (const [name, part] of Object.entries(value)) {
        const inner = properties[name];
        if (inner === undefined && schema["additionalProperties"] === false) return `${at}.${name} is not described`;
        const wrong = inner && mismatch(inner, part, `${at}.${name}`);
        if (wrong !== undefined) return wrong;
      }
      return undefined;
    }
    default:
      return undefined;
  }
}
