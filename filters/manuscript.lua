-- SPDX-License-Identifier: Apache-2.0
-- A pandoc filter between an author's text and the DocBook of it: what pandoc's own writer drops or flattens becomes DocBook here.
--
-- HTML in the text is read as HTML: only its tags go through pandoc's HTML reader, all else stays as it is behind placeholders. Divs and spans become
-- elements with remap="koki-class" and their classes as role, whose meaning koki-collect looks up among the styles of the house. Formulas are handed
-- on as TeX, in the form that Asciidoctor gives them. Messages for koki-collect are lines of standard error that begin with "koki:".
--
-- From the environment: KOKI_BOXES, the classes that are boxes, a line each; KOKI_IMAGES=1, images are unpacked by pandoc; KOKI_BIBLIOGRAPHY,
-- files with references, a line each.

local List = require 'pandoc.List'
local stringify = pandoc.utils.stringify

local math_min, math_max, math_floor = math.min, math.max, math.floor   -- `math` is a function of ours

local function say(what, text)
  io.stderr:write('koki:', what, ':', (text or ''):gsub('%s+', ' '), '\n')
end

local function escape(s)
  return (s:gsub('[%z\1-\8\11\12\14-\31]', ''):gsub('&', '&amp;'):gsub('<', '&lt;'):gsub('>', '&gt;'):gsub('"', '&quot;'))
end

local function lines(name)
  local list = List()
  for s in (os.getenv(name) or ''):gmatch('[^\n]+') do list:insert(s) end
  return list
end

local function xml(s) return pandoc.RawBlock('docbook', s) end
local function tag(s) return pandoc.RawInline('docbook', s) end

-- Inlines or blocks as DocBook, for what is written by hand.
local function written(content)
  return (pandoc.write(pandoc.Pandoc(content), 'docbook5'):gsub('^%s+', ''):gsub('%s+$', ''))
end

local function attributes(id, classes, attr)
  local s = ''
  if id ~= '' then s = s .. ' xml:id="' .. escape(id) .. '"' end
  if #classes > 0 then s = s .. ' remap="koki-class" role="' .. escape(table.concat(classes, ' ')) .. '"' end
  local lang = attr and (attr.lang or attr['xml:lang'])
  if lang then s = s .. ' xml:lang="' .. escape(lang) .. '"' end
  return s
end

local function is(raw, ...)
  for _, format in ipairs { ... } do
    if raw.format == format then return true end
  end
  return false
end

-- ---- results in notebooks --------------------------------------------------------------------------------------------

-- How rich each form of a result is.
local function richness(el)
  if el.t ~= 'RawBlock' then return el.t == 'CodeBlock' and 2 or 6 end       -- plain text; images and what is said of them
  if el.format == 'markdown' then return 5 end
  if is(el, 'html', 'html4', 'html5') then return 4 end
  return is(el, 'tex', 'latex') and 3 or 1
end

-- A result in several forms is shown in the richest of them.
local function result(el)
  if not (el.classes:includes('display_data') or el.classes:includes('execute_result')) then return nil end
  local best = 0
  for _, block in ipairs(el.content) do best = math_max(best, richness(block)) end
  local content = List()
  for _, block in ipairs(el.content) do
    if richness(block) == best then
      local markdown = block.t == 'RawBlock' and block.format == 'markdown'
      content:extend(markdown and pandoc.read(block.text, 'markdown').blocks or { block })
    end
  end
  el.content = content
  return el
end

-- ---- HTML in the text ------------------------------------------------------------------------------------------------

local unread = { iframe = 1, script = 1, style = 1, video = 1, audio = 1, object = 1, embed = 1, svg = 1, canvas = 1, form = 1, input = 1, select = 1, button = 1,
  textarea = 1, math = 1, map = 1, noscript = 1 }

-- The elements of HTML, those of old included, and those of drawings and formulas.
local html_names = {}
for name in ([[a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br button canvas caption
  center cite code col colgroup command content data datalist dd del details dfn dialog dir div dl dt em embed fieldset figcaption figure font footer form
  frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe image img input ins isindex kbd keygen label legend li link listing main map mark
  marquee math menu menuitem meta meter multicol nav nextid nobr noembed noframes noscript object ol optgroup option output p param picture plaintext
  portal pre progress q rb rbc rp rt rtc ruby s samp script search section select shadow slot small source spacer span strike strong style sub summary
  sup svg text tspan textpath g path rect circle ellipse line polyline polygon defs use desc symbol clippath mask pattern image lineargradient radialgradient stop
  mi mn mo mtext mspace ms mrow mfrac msqrt mroot mstyle merror mpadded mphantom menclose msub msup msubsup munder mover munderover mmultiscripts mtable
  mtr mtd maction semantics annotation table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr xmp]]):gmatch('%S+') do html_names[name] = true end

-- "page-break-after: always" of a style.
local function tell_break(style)
  local name, value = (style or ''):match('(%f[%a][%a-]*break%-[ab]%a+)%s*:%s*(%a+)')
  if name and value ~= 'avoid' and value ~= 'auto' then say('break', style) end
end

-- A name that is none of HTML is more likely a word in angle brackets, "<Name>".
local function report_tags(text)
  for name, rest in text:gsub('<!%-%-.-%-%->', ''):gmatch('<(%a[%w-]*)([^<>]*)') do
    if unread[name:lower()] then say('html', name:lower()) end
    if not html_names[name:lower()] and not name:find('-') and not rest:find('^:') then say('tag', name) end
    if name:lower() ~= 'div' then tell_break(rest:match('style%s*=%s*"([^"]*)"') or rest:match("style%s*=%s*'([^']*)'")) end
  end
end

-- Whether browsers do not show an element.
local function hides(attributes)
  local style = (attributes.style or ''):lower():gsub('%s+', '')
  return attributes.hidden ~= nil or style:find('display:none', 1, true) ~= nil or style:find('visibility:hidden', 1, true) ~= nil
end

local inner = { td = 'span', th = 'span', dt = 'span', dd = 'div', li = 'div', caption = 'span', figcaption = 'span', summary = 'span', div = '', span = '' }
local inlines = {}
for name in ([[a abbr b bdi bdo big cite code del dfn em font i img ins kbd label mark q s samp small strike strong sub sup tt u var]]):gmatch('%S+') do inlines[name] = true end

-- pandoc keeps the attributes of divs and spans alone: what else is hidden is put into one, or gets one around its content.
local function wrap_hidden(html)
  local parts, open, at = {}, {}, 1
  for from, close, name, rest, to in html:gmatch('()<(/?)(%a[%w-]*)([^<>]*)>()') do
    name = name:lower()
    local top = open[#open]
    table.insert(parts, html:sub(at, from - 1))
    local this = html:sub(from, to - 1)
    if close == '' and not top and inner[name] ~= '' then
      local quoted, plain = rest:match('style%s*=%s*"([^"]*)"') or rest:match("style%s*=%s*'([^']*)'"), (' ' .. rest .. ' '):gsub('"[^"]*"', ''):gsub("'[^']*'", '')
      if hides { style = quoted, hidden = plain:find('%shidden[%s=/]') and '' or nil } then
        local box = inner[name] or (inlines[name] and 'span' or 'div')
        if name == 'img' then
          this = '<span hidden>' .. this .. '</span>'
        else
          table.insert(open, { name = name, depth = 1, after = inner[name] and '</' .. box .. '>' .. '</' .. name .. '>' or '</' .. name .. '></' .. box .. '>' })
          this = inner[name] and this .. '<' .. box .. ' hidden>' or '<' .. box .. ' hidden>' .. this
        end
      end
    elseif top and name == top.name then
      top.depth = top.depth + (close == '/' and -1 or 1)
      if top.depth == 0 then this = table.remove(open).after end
    end
    table.insert(parts, this)
    at = to
  end
  table.insert(parts, html:sub(at))
  return #open == 0 and table.concat(parts) or html
end

-- The blocks that HTML with placeholders stands for; `kept` has what these stand for.
local function read_html(html, kept)
  local function number(el) return tonumber(el.attributes['koki'] or el.attributes['data-koki']) end
  -- pandoc would fetch what an iframe shows: a filter is outside of its sandbox.
  local read = pandoc.read(wrap_hidden(html):gsub('<(/?)[iI][fF][rR][aA][mM][eE]', '<%1koki-iframe'), 'html')
  return pandoc.walk_block(pandoc.Div(read.blocks), {
    Span = function(el) local k = number(el); return k and kept[k] or nil end,
    Div = function(el) local k = number(el); return k and kept[k] or nil end,
  }).content
end

local verbatim = { code = 1, tt = 1, kbd = 1, samp = 1, var = 1 }

local function html_inlines(inlines)
  local any = inlines:find_if(function(el) return el.t == 'RawInline' and is(el, 'html', 'html4', 'html5') end)
  if not any then return nil end
  local html, kept, run = {}, {}, List()
  local function flush()
    if #run > 0 and verbatim[(html[#html] or ''):lower():match('^<(%a+)') or ''] then      -- pandoc reads text alone there
      table.insert(html, escape(stringify(run)))
      run = List()
    elseif #run > 0 then
      table.insert(kept, run)
      table.insert(html, '<span data-koki="' .. #kept .. '"></span>')
      run = List()
    end
  end
  for _, el in ipairs(inlines) do
    if el.t == 'RawInline' and is(el, 'html', 'html4', 'html5') then
      flush()
      report_tags(el.text)
      table.insert(html, el.text)
    else
      run:insert(el)
    end
  end
  flush()
  local result = List()
  for i, block in ipairs(read_html('<p>' .. table.concat(html) .. '</p>', kept)) do
    if block.t == 'Para' or block.t == 'Plain' then
      if #result > 0 then result:insert(pandoc.LineBreak()) end
      result:extend(block.content)
    else
      if #result > 0 then result:insert(pandoc.LineBreak()) end
      result:extend(pandoc.utils.blocks_to_inlines({ block }, { pandoc.LineBreak() }))
    end
  end
  return result
end

local function html_blocks(blocks)
  local any = blocks:find_if(function(el) return el.t == 'RawBlock' and is(el, 'html', 'html4', 'html5') end)
  if not any then return nil end
  local html, kept = {}, {}
  for _, el in ipairs(blocks) do
    if el.t == 'RawBlock' and is(el, 'html', 'html4', 'html5') then
      report_tags(el.text)
      table.insert(html, el.text)
    elseif el.t == 'Plain' then
      table.insert(kept, el.content)
      table.insert(html, '<span data-koki="' .. #kept .. '"></span>')
    else
      table.insert(kept, List { el })
      table.insert(html, '<div data-koki="' .. #kept .. '"></div>')
    end
  end
  return read_html(table.concat(html, '\n'), kept)
end

-- ---- TeX in the text -------------------------------------------------------------------------------------------------

local page_breaks = { newpage = 1, clearpage = 1, pagebreak = 1, cleardoublepage = 1 }
local breaks = { noindent = 1, smallskip = 1, medskip = 1, bigskip = 1, vfill = 1, hfill = 1,
  linebreak = 1, par = 1, centering = 1, vspace = 1, hspace = 1, tableofcontents = 1, listoffigures = 1, listoftables = 1 }

-- Commands that pandoc reads files for: a filter is outside of its sandbox.
local files = { include = 1, input = 1, inputminted = 1, lstinputlisting = 1, subfile = 1, usepackage = 1 }

local function names_file(text)
  for mark, name in text:gmatch('\\([^%a]?)(%a*)') do
    if mark == '' and files[name] then return true end
  end
  return false
end

local function tex(raw)
  local ok, read
  if not names_file(raw.text) then ok, read = pcall(pandoc.read, raw.text, 'latex') end
  if ok and #read.blocks > 0 then return read.blocks end
  local name = raw.text:match('^%s*\\(%a+)') or ''
  if not breaks[name] then say(page_breaks[name] and 'break' or 'raw', raw.text) end
  return nil
end

local function raw_inline(el)
  if is(el, 'tex', 'latex') then
    local blocks = tex(el)
    return blocks and pandoc.utils.blocks_to_inlines(blocks) or List()
  end
  if not is(el, 'docbook', 'docbook5', 'html', 'html4', 'html5') then say('raw', el.text) end
end

local function raw_block(el)
  if is(el, 'tex', 'latex') then return tex(el) or List() end
  if not is(el, 'docbook', 'docbook5', 'html', 'html4', 'html5') then say('raw', el.text) end
end

-- ---- formulas --------------------------------------------------------------------------------------------------------

local function math(el)
  local text = escape(el.text)
  local inner = '<alt>' .. text .. '</alt><mathphrase>' .. text .. '</mathphrase>'
  if el.mathtype == 'DisplayMath' then return tag('<informalequation>' .. inner .. '</informalequation>') end
  return tag('<inlineequation>' .. inner .. '</inlineequation>')
end

-- ---- images ----------------------------------------------------------------------------------------------------------

local unpacked = os.getenv('KOKI_IMAGES') == '1'

local function by_hand(image) return not unpacked and image.src:sub(1, 5) ~= 'data:' end

local function size(name, value)
  if not value then return '' end
  if value:match('^%d+%.?%d*$') then value = value .. 'px' end
  return ' ' .. name .. '="' .. escape(value) .. '"'
end

local function media(image, element, alt)
  local s = '<' .. element .. attributes(image.identifier, {}) .. '><imageobject><imagedata fileref="' .. escape(image.src) .. '"' ..
      size('width', image.attributes.width) .. size('depth', image.attributes.height) .. '/></imageobject>'
  alt = image.attributes.alt or image.attributes['fig-alt'] or image.attributes['data-alt'] or alt
  if alt ~= '' then s = s .. '<textobject><phrase>' .. escape(alt) .. '</phrase></textobject>' end
  return s .. '</' .. element .. '>'
end

local function figure(image, caption, alt)
  local id = attributes(image.identifier, {})
  image.identifier = ''
  for _, c in ipairs(image.classes) do
    if c:match('^diagramm%-') or c:match('^chart%-') then id = id .. ' role="' .. escape(table.concat(image.classes, ' ')) .. '"'; break end
  end
  return xml('<figure' .. id .. '><title>' .. written({ pandoc.Plain(caption) }) .. '</title>' ..
    media(image, 'mediaobject', alt or stringify(caption)) .. '</figure>')
end

-- A paragraph that is only an image.
local function image_para(el)
  local image
  for _, inline in ipairs(el.content) do
    if inline.t == 'Image' and not image then
      image = inline
    elseif inline.t ~= 'Space' and inline.t ~= 'SoftBreak' then
      return nil
    end
  end
  if not image or not by_hand(image) then return nil end
  if image.title:sub(1, 4) == 'fig:' and #image.caption > 0 then return figure(image, image.caption) end
  return xml(media(image, 'mediaobject', stringify(image.caption)))
end

local function figure_block(el)          -- pandoc 3
  local image
  pandoc.walk_block(pandoc.Div(el.content), { Image = function(i) image = image or i end })
  if not image or not by_hand(image) or #el.caption.long == 0 then return nil end
  if image.identifier == '' then image.identifier = el.identifier end
  local alt = stringify(image.caption)
  return figure(image, pandoc.utils.blocks_to_inlines(el.caption.long), alt ~= '' and alt or nil)
end

local function image_inline(el)
  if by_hand(el) then return tag(media(el, 'inlinemediaobject', stringify(el.caption))) end
end

-- ---- listings with a caption -------------------------------------------------------------------------------------------

-- ```{.c caption="…" #id}, likewise as Quarto has it.
local function listing(el)
  local caption = el.attributes.caption or el.attributes['lst-cap'] or el.attributes.title or el.attributes.filename
  if not caption or caption == '' then return nil end
  local id = attributes(el.identifier, {})
  el.attributes, el.identifier = {}, ''
  return xml('<example' .. id .. '><title>' .. escape(caption) .. '</title>' .. written({ el }) .. '</example>')
end

-- ---- headings where no section can begin ---------------------------------------------------------------------------------

local function bridgehead(el)
  return xml('<bridgehead renderas="sect' .. (el.level < 5 and el.level or 5) .. '"' .. attributes(el.identifier, {}) .. '>' ..
    written({ pandoc.Plain(el.content) }) .. '</bridgehead>')
end

local function without_sections(el) return pandoc.walk_block(el, { Header = bridgehead }) end

local function has_header(blocks)
  local found = false
  pandoc.walk_block(pandoc.Div(blocks), { Header = function() found = true end })
  return found
end

-- ---- what is for one edition alone ---------------------------------------------------------------------------------------

local profiling = { 'arch', 'audience', 'condition', 'conformance', 'os', 'revision', 'security', 'userlevel', 'vendor', 'wordsize' }

-- "## Title {audience=report}": pandoc's writer hands on no attribute of a heading but its role, so they travel in that.
local function header(el)
  local role = List()
  for _, name in ipairs(profiling) do
    if el.attributes[name] then role:insert('koki-profile:' .. name .. '=' .. el.attributes[name]:gsub('%s+', '')) end
  end
  if #role == 0 then return nil end
  if el.attributes.role then role:insert(el.attributes.role) end
  el.attributes.role = table.concat(role, ' ')
  return el
end

-- ---- divs and spans ------------------------------------------------------------------------------------------------------

local function fold(s) return (s:lower():gsub('[%s_-]', '')) end

local boxes = {}
for _, name in ipairs(lines('KOKI_BOXES')) do boxes[name] = true end

local silent = { unnumbered = 1, unlisted = 1, section = 1, columns = 1, column = 1, references = 1, ['csl-bib-body'] = 1, title = 1 }

local function classes_of(el)
  local classes = List()
  local style = el.attributes['custom-style']
  if style then classes:insert((style:gsub('%s+', '-'))) end
  for _, c in ipairs(el.classes) do
    if not silent[c] then classes:insert(c) end
  end
  return classes
end

-- Lines of words that HTML has between its blocks are paragraphs where no list item or cell is around them.
local function paragraphs(blocks)
  local all = List()
  for _, el in ipairs(blocks) do all:insert(el.t == 'Plain' and pandoc.Para(el.content) or el) end
  return all
end

-- The title of a box: its first heading, or pandoc's own div for it.
local function box_content(blocks)
  local content = paragraphs(blocks)
  local first, title = content[1], nil
  if first and first.t == 'Header' then
    title = first.content
  elseif first and first.t == 'Div' and first.classes:includes('title') then
    title = pandoc.utils.blocks_to_inlines(first.content)
  end
  if title then
    content:remove(1)
    content:insert(1, xml('<title>' .. written({ pandoc.Plain(title) }) .. '</title>'))
  end
  return without_sections(pandoc.Div(content)).content
end

-- Likewise with the title that an attribute gives it.
local function titled_content(el)
  local content, title = box_content(el.content), el.attributes.title or ''
  if title ~= '' and content[1] and content[1].t == 'RawBlock' and content[1].text:match('^<title>') then
    say('title', title)
  elseif title ~= '' then
    content:insert(1, xml('<title>' .. escape(title) .. '</title>'))
  end
  return content
end

local function wrap(element, el, classes, content)
  local all = List { xml('<' .. element .. attributes(el.identifier, classes, el.attributes) .. '>') }
  all:extend(content)
  all:insert(xml('</' .. element .. '>'))
  return all
end

local function is_chart(class) return class:match('^diagramm%-') or class:match('^chart%-') end

-- A table that shall be a drawing; a heading before it is the figure's title.
local function chart(el, classes)
  local content = box_content(el.content)
  local titled = content[1] and content[1].t == 'RawBlock' and content[1].text:match('^<title>')
  local element, id = titled and 'figure' or 'informalfigure', el.identifier ~= '' and ' xml:id="' .. escape(el.identifier) .. '"' or ''
  local all = List { xml('<' .. element .. id .. ' role="' .. escape(table.concat(classes, ' ')) .. '">') }
  all:extend(content)
  all:insert(xml('</' .. element .. '>'))
  return all
end

-- koki-collect drops hidden text, once it has found its lines.
local hidden = List { 'koki-hidden' }

local function div(el)
  tell_break(el.attributes.style)
  if hides(el.attributes) then return wrap('sidebar', pandoc.Div({}), hidden, without_sections(pandoc.Div(paragraphs(el.content))).content) end
  if el.identifier == 'refs' or el.classes:includes('title') then return nil end
  el.content = paragraphs(el.content)
  local classes = classes_of(el)
  for _, c in ipairs(classes) do
    if is_chart(c) then return chart(el, classes) end
    if boxes[fold(c)] then return wrap('sidebar', el, classes, titled_content(el)) end
  end
  if (el.attributes.title or '') ~= '' then say('title', el.attributes.title) end
  if has_header(el.content) then
    for _, c in ipairs(classes) do say('class', c) end
    local all = List()
    if el.identifier ~= '' then all:insert(xml('<para><anchor xml:id="' .. escape(el.identifier) .. '"/></para>')) end
    all:extend(el.content)
    return all
  end
  if #classes > 0 or el.attributes.lang then return wrap('sidebar', el, #classes > 0 and classes or List { 'koki-plain' }, el.content) end
  return el
end

-- Rules between paragraphs: DocBook has none.
local function rule()
  say('break', '***')
  return {}
end

local own = { smallcaps = 1, underline = 1, ul = 1, emoji = 1, nocase = 1, ['math'] = 1, citation = 1, mark = 1, kbd = 1 }

local function span(el)
  if hides(el.attributes) then
    local all = List { tag('<phrase' .. attributes('', hidden) .. '>') }
    all:extend(el.content)
    all:insert(tag('</phrase>'))
    return all
  end
  if (el.attributes.title or '') ~= '' then say('title', el.attributes.title) end
  local classes = classes_of(el):filter(function(c) return not own[c] end)
  if #classes == 0 and not el.attributes.lang then return nil end
  local all = List { tag('<phrase' .. attributes(el.identifier, classes, el.attributes) .. '>') }
  all:extend(el.content)
  all:insert(tag('</phrase>'))
  return all
end

-- ---- alerts, task lists --------------------------------------------------------------------------------------------------

local alerts = { info = 'note', abstract = 'note', todo = 'note', success = 'tip', hint = 'tip', question = 'note', failure = 'warning', danger = 'warning',
  bug = 'warning', error = 'warning', attention = 'caution' }

-- "> — Name" at the end of a quotation is its source: a paragraph or a line of its own that is no sentence.
local function attribution(blocks)
  local last = blocks[#blocks]
  if not last or last.t ~= 'Para' then return nil end
  local from = 1
  for i, inline in ipairs(last.content) do
    if inline.t == 'SoftBreak' or (inline.t == 'RawInline' and inline.text == '<?linebreak?>') then from = i + 1 end
  end
  local dash, space = last.content[from], last.content[from + 1]
  if #last.content < from + 2 or dash.t ~= 'Str' or not (dash.text == '—' or dash.text == '–' or dash.text == '--') or space.t ~= 'Space' or (from == 1 and #blocks == 1) then return nil end
  local source, rest = List(), List()
  for i, inline in ipairs(last.content) do (i < from - 1 and rest or i > from + 1 and source or List()):insert(inline) end
  local text = stringify(source)
  if #text > 200 or text:match('[.!?,;:]["\128-\255]*$') then return nil end
  local content = List(blocks)
  content:remove(#content)
  if #rest > 0 then content:insert(pandoc.Para(rest)) end
  content:insert(1, xml('<attribution>' .. written({ pandoc.Plain(source) }) .. '</attribution>'))
  return content
end

-- "> [!NOTE]" as GitHub has it, with a title on the same line as Obsidian has it.
local function quote(el)
  local first = el.content[1]
  local start = first and (first.t == 'Para' or first.t == 'Plain') and first.content[1]
  local kind = start and start.t == 'Str' and start.text:match('^%[!(%a+)%][+-]?$')
  el.content = paragraphs(el.content)
  if not kind then
    el.content = attribution(el.content) or el.content
    return without_sections(el)
  end
  kind = kind:lower()
  kind = alerts[kind] or kind
  local title, rest, line = List(), List(), true
  for i = 2, #first.content do
    local inline = first.content[i]
    if line and (inline.t == 'SoftBreak' or inline.t == 'LineBreak') then
      line = false
    elseif line then
      if inline.t ~= 'Space' or #title > 0 then title:insert(inline) end
    else
      rest:insert(inline)
    end
  end
  local content = List(el.content)
  content:remove(1)
  if #rest > 0 then content:insert(1, pandoc.Para(rest)) end
  if #title > 0 then content:insert(1, xml('<title>' .. written({ pandoc.Plain(title) }) .. '</title>')) end
  return wrap('sidebar', pandoc.Div({}), List { kind }, box_content(content))
end

-- ---- people --------------------------------------------------------------------------------------------------------------

local function text_of(v)
  if v == nil or type(v) == 'boolean' then return '' end
  return type(v) == 'string' and v or (stringify(v):gsub('%s+', ' '))
end

-- A value of the metadata by what it is: "list", "map" or "text"; pandoc 2.17 and 3 differ in what Lua sees of it.
local function kind_of(v)
  if type(v) ~= 'table' and type(v) ~= 'userdata' then return 'text' end
  local t = pandoc.utils.type and pandoc.utils.type(v) or v.t
  if t == 'List' or t == 'MetaList' then return 'list' end
  if t == 'Inlines' or t == 'Blocks' or t == 'MetaInlines' or t == 'MetaBlocks' then return 'text' end
  return 'map'
end

local function each(v, f)
  if v == nil then return end
  if kind_of(v) == 'list' then
    for _, one in ipairs(v) do f(one) end
  else
    f(v)
  end
end

local function element(name, text, attr)
  if text == '' then return '' end
  return '<' .. name .. (attr or '') .. '>' .. escape(text) .. '</' .. name .. '>'
end

local function name_of(map)
  local name = map.name or map.author or map.literal or map.Name
  if name ~= nil and kind_of(name) == 'map' then map, name = name, name.literal end
  if name ~= nil then return text_of(name) end
  local parts = List()
  for _, key in ipairs { 'given', 'first', 'firstname', 'given-names', 'given-name', 'forename', 'particle', 'dropping-particle', 'non-dropping-particle', 'family', 'last', 'lastname', 'surname', 'family-names', 'family-name', 'suffix' } do
    if map[key] ~= nil then parts:insert(text_of(map[key])) end
  end
  return table.concat(parts, ' ')
end

local function affiliations(meta, map)
  local s = ''
  local function one(v)
    if kind_of(v) == 'map' and v.ref ~= nil then v = text_of(v.ref) end
    local found = v
    if kind_of(v) == 'text' then
      each(meta.affiliations or meta.affiliation or meta.institute, function(a)
        if kind_of(a) ~= 'map' then return end
        if text_of(a.id or a.index) == text_of(v) and text_of(v) ~= '' then found = a end
        if a[text_of(v)] ~= nil then found = a[text_of(v)] end
      end)
    end
    if kind_of(found) == 'map' then
      local name, part = found.name or found.institution or found.organization or found.organisation, found.department or found.group
      s = s .. '<affiliation>' .. element('orgname', text_of(name)) .. element('orgdiv', text_of(part)) ..
          (found.city and '<address>' .. element('city', text_of(found.city)) .. element('country', text_of(found.country)) .. '</address>' or '') .. '</affiliation>'
    elseif text_of(found) ~= '' then
      s = s .. '<affiliation>' .. element('orgname', text_of(found)) .. '</affiliation>'
    end
  end
  for _, key in ipairs { 'affiliation', 'affiliations', 'institute', 'institution', 'organization', 'organisation' } do each(map[key], one) end
  return s
end

local known = { name = 1, author = 1, literal = 1, affiliation = 1, affiliations = 1, institute = 1, institution = 1, organization = 1, organisation = 1, email = 1, orcid = 1, url = 1, id = 1,
  given = 1, first = 1, firstname = 1, family = 1, last = 1, lastname = 1, surname = 1, particle = 1, suffix = 1, Name = 1, corresponding = 1, equal_contributor = 1, ['equal-contributor'] = 1,
  correspondence = 1, index = 1, forename = 1, role = 1, roles = 1, title = 1, degrees = 1, ['given-names'] = 1, ['family-names'] = 1, ['given-name'] = 1, ['family-name'] = 1, number = 1 }

local function person(meta, v)
  if kind_of(v) ~= 'map' then return '<author><personname>' .. escape(text_of(v)) .. '</personname></author>' end
  local name = name_of(v)
  if name == '' then        -- "- Ada Lovelace: {affiliation: …}"
    local key, inner, n
    for k, x in pairs(v) do key, inner, n = k, x, (n or 0) + 1 end
    if n == 1 then
      name = key
      v = kind_of(inner) == 'map' and inner or { affiliation = inner }
    end
  end
  if name == '' then say('author', 'name') end
  local title = v.title ~= nil and text_of(v.title) or ''
  if title ~= '' and name:sub(1, #title) ~= title then name = title .. ' ' .. name end
  for key in pairs(v) do
    if not known[key] then say('author', key) end
  end
  local roles = List()
  each(v.role or v.roles, function(r) roles:insert(text_of(r)) end)
  local orcid = text_of(v.orcid)
  return '<author><personname>' .. escape(name) .. '</personname>' .. affiliations(meta, v) .. element('email', text_of(v.email)) ..
      (orcid ~= '' and element('uri', orcid:match('orcid%.org') and orcid or 'https://orcid.org/' .. orcid, ' type="orcid"') or '') ..
      element('uri', text_of(v.url)) .. '</author>'
end

-- ---- metadata ------------------------------------------------------------------------------------------------------------

-- Keys that say how a program is to print, which is the layout's business here; and those that are used.
local used = {}
for key in ([[title subtitle titleabbrev short-title shorttitle author authors date abstract lang language keywords bibliography references link-citations nocite csl affiliations affiliation institute
  toc toc-depth toc-title table-of-contents numbersections number-sections output format documentclass papersize geometry fontsize fontfamily mainfont sansfont monofont
  linestretch margin-left margin-right margin-top margin-bottom header-includes include-before include-after classoption colorlinks linkcolor urlcolor citecolor css
  template theme layout permalink slug draft tags categories category weight lof lot secnumdepth reference-section-title suppress-bibliography dir
  title-meta author-meta date-meta pagetitle generator viewport jupyter kernelspec language_info nbformat nbformat_minor execute editor identifier rights
  publisher creator contributor subject type source relation coverage cover-image stylesheet abstract-title keywords-meta]]):gmatch('%S+') do used[key] = true end

local function lists_of_words(v)
  local s = ''
  each(v, function(one)
    for word in (text_of(one) .. (kind_of(v) == 'list' and '' or ',')):gmatch(kind_of(v) == 'list' and '.+' or '([^,;]+)[,;]') do
      s = s .. element('keyword', (word:gsub('^%s+', ''):gsub('%s+$', '')))
    end
  end)
  return s ~= '' and '<keywordset>' .. s .. '</keywordset>' or ''
end

local function metadata(meta)
  local people = ''
  if meta.jupyter and kind_of(meta.jupyter) == 'map' then          -- a notebook's own
    meta.title, meta.authors = meta.title or meta.jupyter.title, meta.authors or meta.jupyter.authors
  end
  for _, key in ipairs { 'author', 'authors' } do
    each(meta[key], function(v) if kind_of(v) == 'map' or text_of(v) ~= '' then people = people .. person(meta, v) end end)
    meta[key] = nil
  end
  meta['koki-people'] = people ~= '' and pandoc.MetaBlocks { xml('<authorgroup>' .. people .. '</authorgroup>') } or nil
  meta['koki-keywords'] = meta.keywords and pandoc.MetaBlocks { xml(lists_of_words(meta.keywords)) } or nil
  if meta.language and not meta.lang then meta.lang = meta.language end
  meta.titleabbrev = meta.titleabbrev or meta['short-title'] or meta.shorttitle
  for _, key in ipairs { 'affiliations', 'affiliation', 'institute' } do      -- what no author can refer to
    local told = false
    each(meta[key], function(v) told = told or (kind_of(v) == 'text' and text_of(v) ~= '') end)
    if told then say('key', key) end
  end
  for key in pairs(meta) do
    if not used[key] and key:sub(1, 5) ~= 'koki-' then say('key', key) end
  end
  each(meta.bibliography, function(v) say('bibliography', text_of(v)) end)
  if meta.references then say('references') end
  if meta.csl then say('csl', text_of(meta.csl)) end
  meta.csl, meta['citation-style'], meta['citation-abbreviations'] = nil, nil, nil
  local files, style = lines('KOKI_BIBLIOGRAPHY'), os.getenv('KOKI_CSL')
  if style and style ~= '' then meta.csl = pandoc.MetaString(style) end
  meta.bibliography = #files > 0 and pandoc.MetaList(files:map(function(f) return pandoc.MetaString(f) end)) or nil
  if #files > 0 or meta.references then meta['link-citations'] = true end
  return meta
end

local function cite(el)
  for _, c in ipairs(el.citations) do say('cite', c.id) end
end

-- A mark that no note was found for stays what it is: text.
local function unfound(el)
  for key in el.text:gmatch('%[%^([^%[%]]+)%]') do say('note', key) end
end

-- Alternative texts of images that pandoc 2 has no place for: koki-collect puts them behind captions, or into classes.
local function with_alt(el)
  local caption, alt, into = pandoc.List(), pandoc.List(), false
  for _, inline in ipairs(el.caption) do
    local before, rest = nil, inline.text
    if not into and inline.t == 'Str' and rest:find('\u{E000}', 1, true) then
      before, rest = rest:match('^(.-)\u{E000}(.*)$')
      into = true
      if before ~= '' then caption:insert(pandoc.Str(before)) end
      inline = pandoc.Str(rest)
    end
    if into then alt:insert(inline) else caption:insert(inline) end
  end
  local words = (stringify(alt):gsub('\u{E001}', ''))
  local classes = pandoc.List()
  for _, class in ipairs(el.classes) do
    local hex = class:match('^koki%-alt%-(%x*)$')
    if not hex then classes:insert(class) end
    words = words .. (hex or ''):gsub('%x%x', function(byte) return string.char(tonumber(byte, 16)) end)
  end
  words = words:gsub('^%s+', ''):gsub('%s+', ' ')
  if words == '' then return el end
  el.attributes.alt, el.caption, el.classes = words, caption, classes
  if el.title:sub(1, 4) == 'fig:' then el.title = 'fig:' .. stringify(caption) end
  return el
end

-- A title of a link or an image is what a browser shows beside the pointer; MediaWiki's links have this one of pandoc's.
local function titled(el)
  if el.t == 'Image' then el = with_alt(el) end
  local title = el.title:gsub('^fig:', '')
  if el.t == 'Image' and title ~= el.title and title == stringify(el.caption) then return el end      -- a figure's
  if title ~= '' and title ~= 'wikilink' then say('title', title) end
  return el
end

-- ---- tables with cells over several columns or rows, which pandoc's writer does not know --------------------------------------

local aligns = { AlignLeft = 'left', AlignRight = 'right', AlignCenter = 'center' }

local function align_of(alignment)
  local name = aligns[tostring(alignment)]
  return name and ' align="' .. name .. '"' or ''
end

local function has_spans(rows)
  for _, row in ipairs(rows) do
    for _, cell in ipairs(row.cells) do
      if cell.col_span > 1 or cell.row_span > 1 then return true end
    end
  end
  return false
end

-- The rows of a part; `taken` has, by column, how many rows a cell above still reaches down.
local function put_rows(blocks, rows)
  local taken = {}
  for i, row in ipairs(rows) do
    local column = 1
    blocks:insert(xml('<row>'))
    for _, cell in ipairs(row.cells) do
      while (taken[column] or 0) > 0 do taken[column] = taken[column] - 1; column = column + 1 end
      local last = column + cell.col_span - 1
      local down = math_min(cell.row_span, #rows - i + 1)
      local place = last > column and ' namest="c' .. column .. '" nameend="c' .. last .. '"' or ' colname="c' .. column .. '"'
      if down > 1 then place = place .. ' morerows="' .. (down - 1) .. '"' end
      blocks:insert(xml('<entry' .. place .. align_of(cell.alignment) .. '>'))
      blocks:extend(cell.contents or cell.content)
      blocks:insert(xml('</entry>'))
      for c = column, last do taken[c] = down - 1 end
      column = last + 1
    end
    while (taken[column] or 0) > 0 do taken[column] = taken[column] - 1; column = column + 1 end
    blocks:insert(xml('</row>'))
  end
end

local function spanned(el)
  local head, body, foot, blocks = List(el.head.rows), List(), List(el.foot.rows), List()
  for _, b in ipairs(el.bodies) do
    body:extend(b.head)
    body:extend(b.body)
  end
  local named = (el.identifier or '') ~= ''               -- pandoc's writer has no id for it
  if not (named or has_spans(head) or has_spans(body) or has_spans(foot)) then return nil end
  local caption = pandoc.utils.blocks_to_inlines(el.caption.long)
  local name = #caption > 0 and 'table' or 'informaltable'
  blocks:insert(xml('<' .. name .. attributes(el.identifier or '', {}) .. '>' ..
    (#caption > 0 and '<title>' .. written({ pandoc.Plain(caption) }) .. '</title>' or '') .. '<tgroup cols="' .. #el.colspecs .. '">'))
  for i, spec in ipairs(el.colspecs) do
    local width = tonumber(spec[2]) and ' colwidth="' .. math_floor(spec[2] * 1000 + 0.5) .. '*"' or ''
    blocks:insert(xml('<colspec colname="c' .. i .. '"' .. width .. align_of(spec[1]) .. '/>'))
  end
  if #body == 0 and #foot == 0 then head, body = List(), head end
  for _, part in ipairs({ { 'thead', head }, { 'tbody', body }, { 'tfoot', foot } }) do
    if #part[2] > 0 then
      blocks:insert(xml('<' .. part[1] .. '>'))
      put_rows(blocks, part[2])
      blocks:insert(xml('</' .. part[1] .. '>'))
    end
  end
  blocks:insert(xml('</tgroup></' .. name .. '>'))
  return blocks
end

local function table_block(el)
  el = without_sections(el)
  return spanned(el) or el
end

-- A list of terms or a table cell can hold no section.
local closed = { BlockQuote = quote, BulletList = without_sections, OrderedList = without_sections, DefinitionList = without_sections, Table = table_block }

return {
  { Div = result },
  { RawInline = raw_inline, RawBlock = raw_block },
  { Inlines = html_inlines, Blocks = html_blocks },
  { Math = math, Cite = cite, Meta = metadata, Link = titled, Image = titled, Str = unfound },
  { Span = span, Para = image_para, Figure = figure_block },
  { Image = image_inline, LineBreak = function() return tag('<?linebreak?>') end, CodeBlock = listing },
  { Note = function(el) return pandoc.Note(without_sections(pandoc.Div(el.content)).content) end },
  closed,
  { Div = div, Header = header, HorizontalRule = rule },
  { Pandoc = function(doc)
    doc.blocks = paragraphs(doc.blocks)
    return doc
  end },
}
