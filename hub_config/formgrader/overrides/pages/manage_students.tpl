{%- extends "nbgrader/manage_students.tpl" -%}
{%- block table_footer -%}{%- endblock -%}
