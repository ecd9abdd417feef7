import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['node_modules/', '.venv/', 'training/', 'vendor/', 'data/', 'out/'] },
  ...tseslint.configs.strict,
  { files: ['**/*.ts'], extends: tseslint.configs.strictTypeCheckedOnly },
  {
    rules: {
      eqeqeq: ['error', 'always'],
      // noUncheckedIndexedAccess makes every read of a typed array possibly undefined, where loops over voxels know that it is not.
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      // Node's runner waits for its tests itself.
      '@typescript-eslint/no-floating-promises': [
        'error',
        {
          allowForKnownSafeCalls: [
            { from: 'package', name: ['test', 'suite', 'describe', 'it'], package: 'node:test' },
          ],
        },
      ],
      // Express and event emitters take async functions and ignore the promise; express handles its rejection.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      // Numbers read the same in a text as by themselves.
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `return response.redirect(...)` ends a handler early, and `() => queue.stop()` passes a call on.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // `Promise<void> | void` is a handler that may be asynchronous.
      '@typescript-eslint/no-invalid-void-type': 'off',
      // What was caught may be thrown on, whatever it is.
      '@typescript-eslint/only-throw-error': ['error', { allowThrowingUnknown: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
    },
  },
  {
    files: ['src/web/endpoints/endpoint.ts'],
    rules: {
      // An endpoint without parameters has the empty shape.
      '@typescript-eslint/no-generated-empty-object-type': 'off',
    },
  },
  {
    files: ['src/db/**/*.ts'],
    rules: {
      // Kysely's expression builders are made to be taken apart: `({ eb, fn, ref }) => ...`.
      '@typescript-eslint/unbound-method': 'off',
      // Kysely's interface of a driver has this type parameter.
      '@typescript-eslint/no-unnecessary-type-parameters': 'off',
      // pg hands the ids of types over as numbers.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
    },
  },
  {
    files: ['test/**/*.ts', 'scripts/**/*.ts'],
    rules: {
      // What JSON, DICOM and other programs return is judged by assertions, not by types.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      // A test may doubt what a type promises, and show `undefined` in a message.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      '@typescript-eslint/restrict-template-expressions': 'off',
      // A test may read an object's fields, or replace one of them.
      '@typescript-eslint/no-misused-spread': 'off',
      // A stand-in for an interface has what the test uses, and may have nothing to wait for.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/require-await': 'off',
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/db/**'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            'MemberExpression[property.name="statements"], CallExpression[callee.object.name=/^(database|tx)$/][callee.property.name=/^(query|exec)$/]',
          message: 'SQL lives in src/db/.',
        },
      ],
    },
  },
);
