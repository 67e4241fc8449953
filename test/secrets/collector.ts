type Method = (...given: unknown[]) => unknown;

/** Collects what goes in and out of methods. */
export interface Collector {
  readonly secrets: Set<string>;
  /** Every error that was thrown. */
  readonly errors: unknown[];
  /** Methods that nobody has called yet, as `Class.method`. */
  readonly uncalled: Set<string>;
  /** From now on, of each method of this class or prototype. */
  watch(owner: object): void;
  end(): void;
}

/**
 * Every text is a secret unless its label is public, so that a new method has secrets until somebody says otherwise. A label
 * is the name of a member, or `Class.method` for an argument that has none, or `Class.method()` for a result.
 */
export function collector(isPublic: ReadonlySet<string>): Collector {
  const secrets = new Set<string>();
  const errors: unknown[] = [];
  const uncalled = new Set<string>();
  const endings: (() => void)[] = [];

  function take(label: string, value: unknown): void {
    if (isPublic.has(label)) return;
    // Shorter ones are words like "true".
    if (typeof value === "string" && value.length >= 6) secrets.add(value);
    if (Array.isArray(value)) for (const one of value) take(label, one);
    else if (isPlain(value)) for (const [member, one] of Object.entries(value)) take(member, one);
  }

  function watchMethod(methods: Record<string, Method>, name: string, method: Method, label: string): void {
    uncalled.add(label);
    endings.push(() => {
      methods[name] = method;
    });
    methods[name] = function (...given) {
      uncalled.delete(label);
      take(label, given);
      const result = method.apply(this, given);
      if (isAsyncIterable(result)) return takeEach(`${label}()`, result);
      if (!(result instanceof Promise)) {
        take(`${label}()`, result);
        return result;
      }
      return result.then(
        (value) => {
          take(`${label}()`, value);
          return value;
        },
        (error) => {
          errors.push(error);
          throw error;
        },
      );
    };
  }

  async function* takeEach(label: string, values: AsyncIterable<unknown>): AsyncGenerator<unknown> {
    for await (const value of values) {
      take(label, value);
      yield value;
    }
  }

  return {
    secrets,
    errors,
    uncalled,
    watch(owner) {
      const className = typeof owner === "function" ? owner.name : owner.constructor.name;
      for (const name of Object.getOwnPropertyNames(owner)) {
        const methods = owner as Record<string, Method>;
        const method = methods[name];
        if (typeof method === "function" && name !== "constructor") watchMethod(methods, name, method, `${className}.${name}`);
      }
    },
    end() {
      for (const one of endings) one();
    },
  };
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
