import { type ErrorEntry, EXIT } from './entry.ts';

const FAILED = { job: 'attempt', status: 500, exit: EXIT.failed } as const;
/** Met before the service is up, or by a command without a job. */
const ENDS_COMMAND = { exit: EXIT.failed } as const;
const LOOK_INTO_PACS = 'Look into the log of the PACS.';
const DATA_SET_README = 'Lay the data set out as its authors do.';

/** Failures for a reason outside the images. The code is the name of the error's class, as it is stored with the study. */
export const FAILURES = {
  PacsError: {
    ...FAILED,
    status: 502,
    means:
      'The PACS does not answer, answers that it cannot do what it was asked, or sends what cannot be right. What it sends is never a verdict on the images.',
    causes: {
      unreachable: {
        job: 'outage',
        says: 'The PACS did not answer: {reason} ({url}).',
        remedy: 'Check DICOMWEB_URL, and that the PACS is up.',
      },
      busy: { job: 'outage', says: 'The PACS answered with status {status} ({url}).', remedy: LOOK_INTO_PACS },
      status: { says: 'The PACS answered with status {status} ({url}).', remedy: LOOK_INTO_PACS },
      denied: {
        job: 'outage',
        says: 'The PACS answered with status {status} ({url}).',
        remedy: 'Check DICOMWEB_USER and DICOMWEB_PASSWORD, or DICOMWEB_TOKEN.',
      },
      redirected: {
        job: 'outage',
        says: 'The PACS sends on to {reason}, which is not followed ({url}).',
        remedy: 'Set DICOMWEB_URL to the final address, and check whether the PACS wants a sign-in.',
      },
      unreadable: {
        job: 'outage',
        says: 'The PACS sent an answer that cannot be read: {reason} ({url}).',
        remedy: LOOK_INTO_PACS,
      },
      incomplete: {
        job: 'outage',
        says: 'The PACS sent an incomplete answer: {reason} ({url}).',
        remedy: LOOK_INTO_PACS,
      },
      unsteady: {
        job: 'outage',
        says: 'The PACS answered differently when it was asked twice: {reason} ({url}).',
        remedy: LOOK_INTO_PACS,
      },
      notDicomJson: {
        job: 'outage',
        says: '{url} does not answer with DICOM JSON: {reason}.',
        remedy: 'Check DICOMWEB_URL, and whether the PACS wants a sign-in.',
      },
      noArchive: {
        job: 'outage',
        says: '{url} answers with status 404 whatever it is asked.',
        remedy: 'Check DICOMWEB_URL; an archive that holds no study at all may also do so.',
      },
      noStudy: {
        says: 'The PACS holds no series of the study ({url}).',
        remedy: 'Look into the PACS for whether it was deleted, or send it again.',
      },
      tooLarge: {
        says: 'The PACS does not take an object of {reason} (status {status}, {url}).',
        remedy: 'Raise the limit of the PACS, or of the proxy before it.',
      },
      orthanc: {
        job: 'outage',
        says: 'Orthanc answered with status {status} ({url}).',
        remedy: 'Check ORTHANC_URL.',
      },
    },
  },
  StoreError: {
    job: 'attempt',
    means:
      'The PACS did not keep a result. Reasons are those of PS3.18 table I.2-2; A700H means that it is out of space.',
    causes: {
      refused: {
        says: 'The PACS did not store {failures}.',
        remedy: 'Make sure that it has space and accepts DICOM SEG, SR and encapsulated PDF.',
      },
      full: { job: 'outage', says: 'The PACS did not store {failures}.', remedy: 'Make sure that it has space.' },
    },
  },
  ARCHIVE_CHOKES: {
    job: 'attempt',
    means: 'The PACS failed for this study again and again, and served others in the meantime.',
    says: 'The PACS failed {rounds} times for this study while it served others: {reason}.',
    remedy: 'If the study is damaged there, send it again; then ask for a new analysis.',
  },
  WORKER_STALLED: {
    job: 'attempt',
    means: 'An analysis showed no progress for longer than any should.',
    says: 'The analysis showed no progress for {minutes} minutes and was ended.',
    remedy: 'Look into the log of the worker; raise LUNGTRACE_STALL_MINUTES if the machine is slow.',
  },
  ThreadError: {
    ...FAILED,
    means:
      'A thread that computes ended before it had answered. Nothing is known to be wrong with what it was asked; the next one gets a new thread.',
    causes: {
      died: {
        says: 'The thread of {threads} ended, for example for lack of memory.',
        remedy: 'Look into the log; report it if it comes again.',
      },
      overdue: {
        says: 'The thread of {threads} took longer than it may, and was ended.',
        remedy: 'Look for what else keeps the machine busy.',
      },
      closed: {
        says: 'The thread of {threads} was ended by the process.',
        remedy: 'Ask again, if the process is not shutting down.',
      },
    },
  },
  WORKER_LOST: {
    job: 'given up',
    means: 'The process of the worker ended at every attempt.',
    says: 'The worker ended {attempts} times while it analysed the study, for example for lack of memory.',
    remedy: "Look into the system's log, lower LUNGTRACE_CONCURRENCY, then ask for a new analysis.",
  },
  Error: {
    ...FAILED,
    means: 'Something that nobody foresaw. The code may also be another class of the runtime, such as TypeError.',
    says: '{reason}.',
    remedy: 'Look into the log of the worker; report it if it comes again.',
  },
  ModelError: {
    ...ENDS_COMMAND,
    means: 'The networks cannot be used.',
    causes: {
      missing: {
        says: '{file} cannot be read.',
        remedy: 'Restore it, or point LUNGTRACE_MODELS_DIR (--models) to a folder with models.json and its networks.',
      },
      changed: {
        says: '{file} has SHA-256 {actual}, but models.json says {expected}.',
        remedy: 'Restore the file, or update models.json if the network was exchanged on purpose.',
      },
      invalid: { says: '{file} cannot be used: {reason}.', remedy: 'Restore models.json from the release.' },
      unusable: {
        says: 'No execution provider runs {file} ({reasons}).',
        remedy: 'Add cpu to LUNGTRACE_PROVIDERS (--provider), which runs everywhere.',
      },
    },
  },
  ConfigError: {
    ...ENDS_COMMAND,
    means: 'An environment variable has a value that cannot be used.',
    causes: {
      value: { says: '{variable}: {problem}.', remedy: 'Set it as docs/operations.md says.' },
      open: {
        says: '{variable}: {host}, or a proxy before it, can be reached from other machines.',
        remedy:
          'Add a user with `lungtrace users add`, set LUNGTRACE_API_TOKEN or LUNGTRACE_OIDC_ISSUER, or listen on 127.0.0.1 without a proxy.',
      },
      half: { says: '{variable} is missing, while {other} is set.', remedy: 'Set both or neither.' },
      twice: { says: '{variable} cannot be used together with {other}.', remedy: 'Keep one of them.' },
    },
  },
  DatabaseError: {
    ...ENDS_COMMAND,
    means: 'The database cannot be opened, or not by this version.',
    causes: {
      unreachable: {
        says: 'Postgres cannot be reached: {reason}.',
        remedy: 'Check DATABASE_URL, and that the server is up.',
      },
      inUse: {
        says: 'The embedded database {folder} is in use by process {holder}. If that process is gone, as after a power failure or when its container was replaced, delete {file}.',
        remedy: 'Otherwise stop it, or set DATABASE_URL to a Postgres that many processes can share.',
      },
      order: { says: 'Migration {file} is out of order: number {expected} is expected.', remedy: 'Rename it.' },
    },
  },
  OutdatedError: {
    exit: EXIT.outdated,
    means:
      'A newer version has migrated the database. A running process ends itself within seconds, and leaves its study to another.',
    says: 'The database has migration {number} ({name}), which this version does not know.',
    remedy: 'Use the version that made it, or a newer one.',
  },
  UsageError: {
    exit: EXIT.usage,
    means:
      'A command was called in a way that cannot be meant. Options that commander refuses end with the same exit code.',
    causes: {
      noFiles: { says: '{folder} holds no DICOM file that can be sent.', remedy: 'Name a folder with DICOM files.' },
      noPath: { says: '{path} does not exist, or may not be read.', remedy: 'Name a file or folder that exists.' },
      noOutput: { says: 'Nothing can be written into {folder}: {cause}.', remedy: 'Name another folder.' },
      workerAlone: {
        says: 'The embedded database belongs to the server, so a worker of its own cannot use it.',
        remedy: 'Set DATABASE_URL.',
      },
      dates: { says: 'The date --from lies after --to.', remedy: 'Exchange them.' },
      evaluation: {
        says: 'The command evaluate does one thing at a time.',
        remedy: 'Give one of --data, --maps (with --gt) and --ct (with --labels).',
      },
      partner: { says: 'The option {option} of evaluate needs {partner}.', remedy: 'Give both.' },
    },
  },
  AccountError: {
    exit: EXIT.usage,
    means: 'A user cannot be made or changed in this way.',
    causes: {
      taken: { says: 'There is a user {name} already.', remedy: 'Choose another name.' },
      unknown: { says: 'There is no user {name}.', remedy: 'See `lungtrace users list` for who there is.' },
      name: {
        says: '{name} cannot be the name of a user.',
        remedy: 'Take up to 64 letters, digits and . _ @ -, beginning with a letter or digit.',
      },
      token: { says: 'There is a token {name} already.', remedy: 'Choose another name.' },
      password: { says: 'The password {problem}.', remedy: 'Choose another one.' },
    },
  },
  EvaluationError: {
    ...ENDS_COMMAND,
    means: 'Images, maps, series or labels cannot be scored.',
    causes: {
      labelBeyond: {
        says: 'The labels call slice {slice} of {path} infected, but it has {slices} slices, counted from 0.',
        remedy: 'Correct the labels.',
      },
      labels: {
        says: '{path} is not a list of infected slices by series folder: {reason}.',
        remedy: 'Write {"<series folder>": {"infected_slices": [...]}}.',
      },
      noFolder: { says: '{path} cannot be read.', remedy: 'Name a folder with one folder per series.' },
      noSeries: { says: '{path} holds no folder.', remedy: 'Put each series into a folder of its own.' },
      noPalette: { says: '{path} is not a palette image of the classes.', remedy: DATA_SET_README },
      colour: { says: '{path}: colour {colour} is not a class of the data set.', remedy: DATA_SET_README },
      image: { says: '{path} cannot be read as a JPEG or PNG image.', remedy: 'Restore it, or leave it out.' },
      imageFolder: { says: '{path} cannot be read.', remedy: 'Name a folder with PNG or JPEG images.' },
      noImages: { says: '{path} holds no PNG or JPEG image.', remedy: 'Name a folder with PNG or JPEG images.' },
      alone: {
        says: '{count} images of {maps} and {truths} have no partner of the same name; the first is {path}.',
        remedy: 'Give every map a truth of its name.',
      },
    },
  },
} as const satisfies Record<string, ErrorEntry>;
