/**
 * The configuration that the image orthancteam/orthanc makes from its environment variables: ORTHANC__DICOM_WEB__STUDIES_METADATA is
 * DicomWeb.StudiesMetadata, values are JSON or else text (Orthanc Book, "orthancteam/orthanc Docker images"), and the image's own defaults.
 */
export function orthancSettings(environment: Readonly<Record<string, string>>, dicomwebPlugin: string): Settings {
  const settings: Settings = {
    StorageDirectory: '/var/lib/orthanc/db',
    RemoteAccessAllowed: true,
    AuthenticationEnabled: true,
  };
  for (const [name, value] of Object.entries(environment)) {
    if (name.startsWith('ORTHANC__')) put(settings, orthancPath(name), jsonOrText(value));
  }
  const dicomweb = environment['DICOM_WEB_PLUGIN_ENABLED'] === 'true' || 'DicomWeb' in settings;
  return { ...settings, Plugins: dicomweb ? [dicomwebPlugin] : [] };
}

export interface Settings {
  [name: string]: unknown;
}

/** The names, from the outside in, of the setting that an environment variable is for. */
export function orthancPath(variable: string): string[] {
  return variable
    .slice('ORTHANC__'.length)
    .split('__')
    .map((word) => word.toLowerCase().replace(/(?:^|_)([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()));
}

function put(settings: Settings, [name, ...inner]: readonly string[], value: unknown): void {
  if (inner.length === 0) settings[name!] = value;
  else put((settings[name!] ??= {}) as Settings, inner, value);
}

function jsonOrText(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
