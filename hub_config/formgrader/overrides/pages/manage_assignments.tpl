{%- extends "nbgrader/manage_assignments.tpl" -%}
{%- block messages -%}
<p>Click the number of submissions to see who handed in and to mark again. Work is handed out,
collected and given back on the <a href="/services/classroom/desk">teacher's desk</a>.</p>
{%- endblock -%}
{%- block table_footer -%}{%- endblock -%}
