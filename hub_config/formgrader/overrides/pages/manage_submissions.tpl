{%- extends "nbgrader/manage_submissions.tpl" -%}
{%- block messages -%}
<p>The flash marks one learner's work again: her program runs fenced in, on this laptop.</p>
{%- endblock -%}
{%- block table_header -%}
<tr>
  <th>Name</th>
  <th class="text-center">Account</th>
  <th class="text-center">Handed in</th>
  <th class="text-center">Status</th>
  <th class="text-center">Score</th>
  <th class="text-center">Mark again</th>
  <th class="no-sort"></th>
  <th class="no-sort"></th>
</tr>
{%- endblock -%}
