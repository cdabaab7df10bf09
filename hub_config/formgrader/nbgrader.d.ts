// What nbgrader's own scripts define before ours runs; for the type checker alone.
declare const $: any;
declare function toggleAllNames(): void;
declare function toggle_name(on: boolean): void;
interface Window { MathJax: unknown }
