/** What passes on a link between a process of lungtrace and the archive or the database. */
export interface Passage {
  /** The process. */
  readonly owner: object;
  readonly to: 'archive' | 'database';
  /** `asked`: the question came and is not passed on yet; `answered`: the answer came and is not delivered yet. */
  readonly when: 'asked' | 'answered';
  /** `METHOD path`, with the SOP class of what is stored; or the SQL of a statement. */
  readonly statement: string;
  /** All of it as Latin-1: of the archive the body too, of the database the whole transaction so far, and the answer if there is one. */
  readonly text: string;
}

/** A moment in the life of a job that can be seen from outside. */
export interface Point extends Pick<Passage, 'to' | 'when'> {
  readonly statement: RegExp;
  /** What must be in the text, such as the UID of a study. */
  readonly about: readonly string[];
  /** Only of this process. */
  readonly owner?: object;
}

/** A passage that waits. */
export interface Caught {
  readonly owner: object;
  /** Lets it go on. */
  release(): void;
  /** Lets it go nowhere: its sender is dead. */
  drop(): void;
}

interface Wire {
  readonly point: Point;
  readonly caught: (caught: Caught) => void;
}

/** Stops what passes at chosen points, so that a fault hits a job in exactly that moment. */
export class Wires {
  readonly #wires = new Set<Wire>();

  /** The first passage at the point; it waits until it is released. Rejects when none comes in time. */
  async next(point: Point, seconds = 180): Promise<Caught> {
    const { promise, resolve, reject } = Promise.withResolvers<Caught>();
    const wire: Wire = { point, caught: resolve };
    const late = () => reject(new Error(`${point.to} ${point.when} ${String(point.statement)} did not come`));
    const timer = setTimeout(late, seconds * 1000);
    this.#wires.add(wire);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#wires.delete(wire);
    }
  }

  /** Whether anything is waited for; links look closely only then. */
  get armed(): boolean {
    return this.#wires.size > 0;
  }

  /** Called by links: true once the passage may go on, false if it never may. */
  async pass(passage: Passage): Promise<boolean> {
    const wire = [...this.#wires].find(({ point }) => isAt(passage, point));
    if (wire === undefined) return true;
    this.#wires.delete(wire);
    return await new Promise((go) => {
      wire.caught({ owner: passage.owner, release: () => go(true), drop: () => go(false) });
    });
  }
}

function isAt({ owner, to, when, statement, text }: Passage, point: Point): boolean {
  return (
    to === point.to &&
    when === point.when &&
    (point.owner ?? owner) === owner &&
    point.statement.test(statement) &&
    point.about.every((part) => text.includes(part))
  );
}

/** A gate that is open until somebody closes it. */
export class Gate {
  #closed: PromiseWithResolvers<void> | undefined;

  close(): void {
    this.#closed ??= Promise.withResolvers<void>();
  }

  open(): void {
    this.#closed?.resolve();
    this.#closed = undefined;
  }

  get isClosed(): boolean {
    return this.#closed !== undefined;
  }

  async passed(): Promise<void> {
    while (this.#closed !== undefined) await this.#closed.promise;
  }
}
