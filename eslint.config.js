import { defineConfig, globalIgnores } from "eslint/config";
import tseslint from "typescript-eslint";

const typed = {
  parser: tseslint.parser,
  parserOptions: {
    project: ["./tsconfig.test.json", "./src/web/client/tsconfig.json"],
    tsconfigRootDir: import.meta.dirname,
  },
};

const noEnum = {
  selector: "TSEnumDeclaration",
  message: "A union of string literals is plain data; an enum is not.",
};

const everywhere = {
  eqeqeq: ["error", "always"],
  "max-params": ["error", 4],
  "no-console": "error",
  "no-constant-binary-expression": "error",
  "no-debugger": "error",
  "no-eval": "error",
  "no-implicit-coercion": "error",
  "no-restricted-syntax": ["error", noEnum],
  "no-self-compare": "error",
  "no-shadow-restricted-names": "error",
  "no-unreachable": "error",
  "no-unused-vars": "error",
  "no-useless-rename": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-const": "error",
};

const typeAware = {
  "no-unused-vars": "off",
  "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
  "@typescript-eslint/consistent-type-exports": "error",
  "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "separate-type-imports" }],
  "@typescript-eslint/no-import-type-side-effects": "error",
  "@typescript-eslint/explicit-module-boundary-types": "error",
  "@typescript-eslint/no-explicit-any": "error",
  "@typescript-eslint/no-floating-promises": "error",
  "@typescript-eslint/no-misused-promises": "error",
  // A port promises; the adapter that has its answer at once need not wait for anything.
  "@typescript-eslint/require-await": "off",
  "@typescript-eslint/return-await": ["error", "in-try-catch"],
  "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
  // Numbers in texts are the point of our messages.
  "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
  // noUncheckedIndexedAccess asks for a check; "!" would only silence it.
  "@typescript-eslint/no-non-null-assertion": "error",
  "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
};

/** Rows are checked once before a kernel's loop; a check for each of a billion reads would be half of its time. */
const inKernels = {
  "@typescript-eslint/no-non-null-assertion": "off",
};

/** A test builds broken input on purpose and may assert what it knows. */
/** To `toMatchObject` every value is like a pattern: such a test can't fail. */
const noPatternToMatch = {
  selector: "CallExpression[callee.property.name='toMatchObject'] :matches(Property, ArrayExpression) > Literal[regex]",
  message: "toMatchObject does not apply patterns: expect.stringMatching does.",
};

const inTests = {
  "no-restricted-syntax": ["error", noEnum, noPatternToMatch],
  "@typescript-eslint/no-non-null-assertion": "off",
  "@typescript-eslint/explicit-module-boundary-types": "off",
  "@typescript-eslint/unbound-method": "off",
};

export default defineConfig(
  globalIgnores(["dist/", ".dist-*/", "cache/", "coverage/", "research/data/", "test/fixtures/", "docs/"]),
  // AssemblyScript: its own compiler checks it.
  globalIgnores(["src/core/research/kernel/assembly/"]),
  { linterOptions: { reportUnusedDisableDirectives: "error" }, rules: everywhere },
  {
    files: ["src/**/*.{ts,tsx}", "test/**/*.ts", "research/bench/**/*.ts", "vitest.config.ts"],
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: typed,
    rules: typeAware,
  },
  { files: ["src/core/research/kernel/**/*.ts"], rules: inKernels },
  { files: ["test/**/*.ts"], rules: inTests },
);
