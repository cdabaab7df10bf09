{%- extends "base.tpl" -%}
{%- block title -%}Not marked yet{%- endblock -%}
{%- block body -%}
<div class="panel-body"><p>This work has no marked notebook yet. Mark it first, on the page of the
assignment's submissions or on the teacher's desk.</p></div>
{%- endblock -%}
