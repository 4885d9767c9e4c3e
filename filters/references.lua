-- SPDX-License-Identifier: Apache-2.0
-- A pandoc filter behind citeproc: the list of references as a DocBook bibliography. It stands where the author has put a div "refs", or at the end.

local function escape(s) return (s:gsub('&', '&amp;'):gsub('<', '&lt;'):gsub('>', '&gt;'):gsub('"', '&quot;')) end

local function entry(el)
  local content = pandoc.utils.blocks_to_inlines(el.content)
  local text = pandoc.write(pandoc.Pandoc({ pandoc.Plain(content) }), 'docbook5'):gsub('^%s+', ''):gsub('%s+$', '')
  return '<bibliomixed xml:id="' .. escape(el.identifier) .. '"><bibliomisc>' .. text .. '</bibliomisc></bibliomixed>'
end

function Div(el)
  if el.identifier ~= 'refs' then return nil end
  local entries = ''
  for _, block in ipairs(el.content) do
    if block.t == 'Div' then entries = entries .. entry(block) .. '\n' end
  end
  return entries ~= '' and pandoc.RawBlock('docbook', '<bibliography xml:id="refs">' .. entries .. '</bibliography>') or {}
end
