/** OHIF's page: its bundle, our configuration before it. `bundle` is the file name of the bundle. */
export function viewerPage(bundle: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>Viewer – lungtrace (research use only)</title>
<link rel="icon" href="/public/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/viewer/app.bundle.css">
<link rel="stylesheet" href="/public/viewer.css">
<script src="/viewer/app-config.js"></script>
<script defer src="/viewer/${bundle}"></script>
</head>
<body>
<noscript>The viewer needs JavaScript.</noscript>
<div id="react-portal"></div>
<div id="root"></div>
</body>
</html>
`;
}
