{%- extends "nbgrader/manage_assignments.tpl" -%}
{%- block messages -%}
<p>Click the number of submissions to see who handed in and to mark again. Work is handed out,
collected and given back on <a href="/services/classroom/work">Work to hand in</a>.</p>
{%- endblock -%}
{%- block table_header -%}
<tr>
  <th>Name</th>
  <th class="text-center">Due Date</th>
  {% for hidden in range(6) %}<th class="no-sort"></th>{% endfor %}
  <th class="text-center"># Submissions</th>
  <th class="no-sort"></th>
  <th class="no-sort"></th>
</tr>
{%- endblock -%}
{%- block table_footer -%}{%- endblock -%}
