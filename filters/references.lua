-- SPDX-License-Identifier: Apache-2.0
-- A pandoc filter after citeproc: the list of references, its own or that of filters/latex.lua, as a DocBook bibliography. It stands where the author
-- has put a div "refs", or at the end.

local function escape(s) return (s:gsub('&', '&amp;'):gsub('<', '&lt;'):gsub('>', '&gt;'):gsub('"', '&quot;')) end

local function entry(el)
  local content = pandoc.utils.blocks_to_inlines(el.content, { pandoc.Space() })
  local text = pandoc.write(pandoc.Pandoc({ pandoc.Plain(content) }), 'docbook5'):gsub('^%s+', ''):gsub('%s+$', '')
  local id, label = el.identifier, el.attributes.label
  return '<bibliomixed' .. (id ~= '' and ' xml:id="' .. escape(id) .. '"' or '') .. (label and ' xreflabel="' .. escape(label) .. '"' or '') .. '><bibliomisc>' .. text .. '</bibliomisc></bibliomixed>'
end

function Div(el)
  if el.identifier ~= 'refs' then return nil end
  local entries = ''
  for _, block in ipairs(el.content) do
    if block.t == 'Div' then entries = entries .. entry(block) .. '\n' end
  end
  return entries ~= '' and pandoc.RawBlock('docbook', '<bibliography xml:id="refs">' .. entries .. '</bibliography>') or {}
end
