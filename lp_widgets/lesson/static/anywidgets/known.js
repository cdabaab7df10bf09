/** Whose anywidgets can be shown, by the name of their class: a lab writes its own. */
export default {};
