"""One file a widget: its Python here, its view (.js, .css) beside it under the same name."""
