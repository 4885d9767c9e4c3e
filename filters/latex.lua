-- SPDX-License-Identifier: Apache-2.0
-- A reader of LaTeX for pandoc: its own, with what it passes over in silence. Index terms, references, notes in the margin, text in frames editor's notes
-- and the entries of a bibliography are written, before it reads them, as macros that it knows; what is left unread of macros it does not know is reported ("koki:raw:…"). What is in
-- comments and listings stays as it is.

local List = require 'pandoc.List'
local stringify = pandoc.utils.stringify

local function words(s)
  local set = {}
  for word in s:gmatch('%S+') do set[word] = true end
  return set
end

local function escape(s) return (s:gsub('&', '&amp;'):gsub('<', '&lt;'):gsub('>', '&gt;'):gsub('"', '&quot;')) end

local function say(text) io.stderr:write('koki:raw:', (text:gsub('%s+', ' ')), '\n') end

-- ---- macros ------------------------------------------------------------------------------------------------------------

-- Macros whose last argument is text in a frame, raised, turned or marked: how many arguments they have.
local framed = { fbox = 1, framebox = 1, makebox = 1, raisebox = 2, rotatebox = 2, scalebox = 2, resizebox = 3, reflectbox = 1, colorbox = 2, fcolorbox = 3, hl = 1,
  uwave = 1, uuline = 1, dashuline = 1, dotuline = 1, adjustbox = 2, ovalbox = 1, Ovalbox = 1, shadowbox = 1, doublebox = 1, pbox = 2,
  bibinfo = 2, bibfield = 2, bibnamefont = 1, bibfnamefont = 1, natexlab = 1, centerline = 1, leftline = 1, rightline = 1, fancybox = 1, tcbox = 1, highlight = 1, foreignquote = 2 }
local notes = words 'marginpar marginnote sidenote footnotetext marginal endnote'
local remarks = words 'todo fixme fxnote missingfigure'
local references = { pageref = 'page', vpageref = 'page', nameref = 'title', autoref = 'full', cref = 'full', Cref = 'full', vref = 'full', Vref = 'full',
  fullref = 'full', cpageref = 'page', labelcref = 'number' }
local styles = { page = 'select: pagenumber', title = 'select: title', number = 'select: labelnumber' }

local quotes = { glqq = '„', grqq = '“', glq = '‚', grq = '‘', flqq = '«', frqq = '»', flq = '‹', frq = '›', quotedblbase = '„', textquotedblleft = '“',
  textquotedblright = '”', guillemotleft = '«', guillemotright = '»' }

-- Environments that are figures and tables in another place, and those that say how text is set: how many arguments they have, and what they become.
local set = { wrapfigure = { 2, 'figure' }, wraptable = { 2, 'table' }, floatingfigure = { 1, 'figure' }, SCfigure = { 0, 'figure' }, sidewaysfigure = { 0, 'figure' },
  marginfigure = { 0, 'figure' }, sidewaystable = { 0, 'table' }, margintable = { 0, 'table' }, SCtable = { 0, 'table' }, multicols = { 1 }, spacing = { 1 },
  adjustwidth = { 2 }, adjustbox = { 1 }, landscape = { 0 }, tiny = { 0 }, small = { 0 }, footnotesize = { 0 }, scriptsize = { 0 }, large = { 0 }, Large = { 0 },
  singlespace = { 0 }, onehalfspace = { 0 }, doublespace = { 0 }, sloppypar = { 0 }, subequations = { 0 }, samepage = { 0 }, threeparttable = { 0 }, center = { 0 },
  flushleft = { 0 }, flushright = { 0 }, raggedright = { 0 } }
-- Those whose options pandoc reads itself, or that are no text.
local optioned = words [[figure table tabular tabularx longtable array minipage enumerate itemize description lstlisting minted proof document frame align equation
  subfigure subtable quote quotation verse abstract tabular* tabbing letter]]

-- Environments that pandoc does not read: their letters are lost wherever they are.
local drawn = words 'tikzpicture picture pspicture pgfpicture forest circuitikz tikzcd axis asy mpost chronology ganttchart'

-- Macros without text of their own: what they set is the layout's business, or they were read before.
local silent = words [[maketitle tableofcontents listoffigures listoftables listof printindex printbibliography printglossary printglossaries makeindex makeglossaries
  centering raggedright raggedleft newpage clearpage pagebreak nopagebreak cleardoublepage noindent indent smallskip medskip bigskip vfill hfill vfil hfil linebreak nolinebreak par
  vspace hspace setlength addtolength setcounter addtocounter stepcounter refstepcounter pagestyle thispagestyle pagenumbering vskip hskip bibliographystyle bibliography
  addbibresource nocite usepackage RequirePackage newcommand renewcommand providecommand newenvironment renewenvironment newtheorem theoremstyle DeclareMathOperator def let
  label bibitem urlprefix phantomsection addcontentsline addtocontents citep citet citealt citealp citeauthor citeyear citeyearpar Citep Citet
  textcite parencite autocite footcite footfullcite fullcite supercite smartcite cites textcites parencites autocites markboth markright fontsize selectfont selectlanguage enlargethispage setstretch graphicspath color pagecolor captionsetup hypersetup
  hyphenation hline cline cmidrule toprule midrule bottomrule newlength newcounter rule addvspace setkeys sisetup frontmatter mainmatter backmatter appendix documentclass begin end
  input include includeonly newline break allowbreak sloppy fussy flushbottom raggedbottom onehalfspacing singlespacing doublespacing tiny scriptsize footnotesize small normalsize
  large Large LARGE huge Huge bfseries itshape mdseries upshape slshape scshape sffamily rmfamily ttfamily em bf it rm sf tt sl sc normalfont protect relax null makeatletter
  makeatother samepage stretch strut phantom hphantom vphantom qquad quad enspace thinspace negthinspace FloatBarrier afterpage columnbreak onecolumn twocolumn balance
  DeclareUnicodeCharacter pdfbookmark bookmarksetup glsresetall acresetall newglossaryentry newacronym index glossary leavevmode unskip ignorespaces nobreak penalty baselineskip
  parskip parindent textwidth linewidth columnwidth arraystretch tabcolsep definecolor colorlet title author date thanks and lstset urlstyle url
  typeout KOMAoptions lhead chead rhead lfoot cfoot rfoot ihead ohead ifoot ofoot fancyhead fancyfoot fancyhf germanTeX originalTeX
  frenchspacing nonfrenchspacing listfiles bigbreak medbreak smallbreak goodbreak filbreak hfuzz vfuzz raggedcolumns ensuremath xspace dotfill hrulefill ref eqref autoref nameref pageref cref Cref vref cite]]

-- ---- reading -----------------------------------------------------------------------------------------------------------

local listings = words 'verbatim Verbatim lstlisting minted comment filecontents BVerbatim LVerbatim alltt'

-- The end of a listing's environment, of \verb or of an address that begins at `at`; nil: none does.
local function past_listing(text, at)
  local env = text:match('^\\begin%s*{(%a+)%*?}', at)
  if env and listings[env] then
    local _, last = text:find('\\end{' .. env, at, true)
    return last or #text
  end
  local mark = text:match('^\\verb%*?([^%a%s*])', at) or text:match('^\\lstinline%*?([^%a%s*%[{])', at)
  if mark then
    local open = text:find(mark, at + 5, true)
    local last, eol = text:find(mark, open + 1, true), text:find('\n', open, true)
    return last and last < (eol or #text + 1) and last or nil
  end
  local name, past = text:match('^\\(%a+){[^{}\n]*}()', at)        -- "%" in an address begins no comment
  return (name == 'url' or name == 'href' or name == 'nolinkurl' or name == 'path') and past - 1 or nil
end

-- What pandoc takes from files, which src/collect/latex.c has put in their places: a command that names one and comes about by rewriting
-- ("\\\\newblock input") is text, and parted as in listings. For here pandoc reads outside of its sandbox.
local files = words 'include input inputminted lstinputlisting subfile usepackage'
local function read(text, format)
  return pandoc.read(text:gsub('\\([^%a]?)(%a*)', function(mark, name) return mark == '' and files[name] and '\\\u{2063}' .. name or nil end), format)
end

local rewrite

-- The arguments of a macro from `at` on: those in braces; where they end.
local function arguments(text, at, count)
  local all, options = {}, {}
  local star = text:match('^%*()', at)
  at = star or at
  while #all < count do
    for option, past in function() return text:match('^%s*(%b[])()', at) end do
      options[#options + 1] = option:sub(2, -2)
      at = past
    end
    local braced, after = text:match('^%s*(%b{})()', at)
    if not braced then return nil end
    all[#all + 1] = braced:sub(2, -2)
    at = after
  end
  return all, at, options
end

-- The end of an environment's content that begins at `at`, and where the environment ends.
local function content_end(text, at, env)
  local depth, from = 1, at
  while true do
    local start, last, what, name = text:find('\\(%a+)%s*{([%a*]+)}', from)
    if not start then return nil end
    if name == env then
      depth = depth + (what == 'begin' and 1 or what == 'end' and -1 or 0)
      if depth == 0 then return start - 1, last + 1 end
    end
    from = last + 1
  end
end

local floats = words 'figure figure* table table* algorithm listing float scheme chart program'

-- Captions that pandoc drops: of floats that have not exactly one image or table. They become paragraphs with the label as their id.
local function captions(content)
  local out, at = {}, 1
  content = content:gsub('\\(%a+)%s*{sub(%a+)}%s*%b[]', '\\%1{sub%2}'):gsub('\\begin%s*{sub(%a+)}%s*%b{}', '\\begin{%1}'):gsub('\\end%s*{sub(%a+)}', '\\end{%1}')
  while true do
    local start, past = content:match('()\\caption%*?()', at)
    local inner, env, inside = content:match('()\\begin%s*{(%a+)}()', at)
    if inner and inner < (start or 0) and floats[env] then         -- of a part, which pandoc reads
      local _, after = content_end(content, inside, env)
      after = after or inside
      out[#out + 1] = content:sub(at, after - 1)
      at = after
      goto next
    end
    if not start then break end
    out[#out + 1] = content:sub(at, start - 1)
    local all, after = arguments(content, past, 1)
    if all then
      local label, rest = content:match('^%s*\\label%s*(%b{})()', after)
      local text = all[1]:gsub('%s*\\label%s*(%b{})', function(braced) label = label or braced return '' end)
      out[#out + 1] = '\n\n\\hyperlink{koki-caption:' .. (label or '{}'):sub(2, -2) .. '}{' .. text .. '}\n\n'
      at = rest or after
    else
      out[#out + 1] = content:sub(start, past - 1)
      at = past
    end
    ::next::
  end
  out[#out + 1] = content:sub(at)
  return table.concat(out)
end

local function count(text, pattern)
  local _, n = text:gsub(pattern, '')
  return n
end

-- The next \bibitem that is in no comment, and where its name ends; nil: none.
local function next_entry(text, at)
  while true do
    at = text:find('[%%\\]', at)
    if not at then return nil end
    local past = text:match('^\\bibitem()%f[^%a]', at)
    if past then return at, past end
    at = text:sub(at, at) == '%' and text:find('\n', at, true) or at + 2
  end
end

-- Its argument, the widest label, is not shown. An entry begins with a link to its number; before the first one, only settings and remarks are usual.
local function bibliography(content, found)
  content = content:gsub('^%s*%b{}', ''):gsub('\\newblock%f[^%a]%s*', ''):gsub('\\penalty%s*%d+%s*', '')        -- pandoc takes the words after them for their arguments
  local out, at = { '\n\n\\hyperlink{koki-bibliography:begin}{}\n\n' }, 1
  while true do
    local start, past = next_entry(content, at)
    if not start then break end
    local label, after = content:match('^%s*(%b[])()', past)
    local key, rest = content:match('^%s*(%b{})()', after or past)
    if not key then break end
    out[#out + 1] = rewrite(content:sub(at, start - 1), found)
    local entry = { key = key:sub(2, -2):gsub('^%s+', ''):gsub('%s+$', ''), label = label and stringify(read(label:sub(2, -2), 'latex').blocks) }
    entry.author, entry.year = (entry.label or ''):match('^(.-)%s*%((%d%d%d%d%l?)%)')       -- as natbib has it
    if entry.author then entry.label = entry.author .. ' ' .. entry.year end
    if not label then
      found.numbered = found.numbered + 1
      entry.label = tostring(found.numbered)
    end
    found.entries:insert(entry)
    found.entries[entry.key] = found.entries[entry.key] or entry
    out[#out + 1] = '\n\n\\hyperlink{koki-bibitem:' .. #found.entries .. '}{}'
    at = rest
  end
  out[#out + 1] = rewrite(content:sub(at), found)
  out[#out + 1] = '\n\n\\hyperlink{koki-bibliography:end}{}\n\n'
  return table.concat(out)
end

-- An environment whose name ends before `at`.
local function environment(env, text, at, found)
  local last, past = content_end(text, at, env)
  local plain = env:gsub('%*$', '')
  if not last then return nil end
  if set[plain] then
    local _, from = arguments(text, at, set[plain][1])
    from = from or at
    from = text:match('^%s*%b[]()', from) or from
    local content, as = text:sub(from, last), set[plain][2]
    if as then return rewrite('\\begin{' .. as .. '}' .. content .. '\\end{' .. as .. '}', found), past end
    return '\n\n' .. rewrite(content, found) .. '\n\n', past
  end
  local content = text:sub(at, last)
  if plain == 'thebibliography' then return bibliography(content, found), past end
  if floats[env] and content:find('\\caption') then
    local images, tables = count(content, '\\includegraphics'), count(content, '\\begin%s*{[%a]*tab[%a*]+}')
    local alone = (plain == 'figure' and images == 1 and tables == 0 and not content:find('\\sub') and not content:find('{sub')) or (plain == 'table' and tables == 1 and images == 0)
    if not alone then return '\n\n' .. rewrite(captions(content), found) .. '\n\n', past end
  elseif plain == 'tabbing' then
    return '\\begin{tabbing}' .. rewrite(content:gsub('\\[=>+%-<]', ' '):gsub('\\kill', ' '), found) .. '\\end{tabbing}', past
  elseif plain == 'itemize' or plain == 'enumerate' then          -- a mark of its own is text
    local before = found.marked
    found.marked = true
    local option = content:match('^%s*%b[]') or ''
    local s = '\\begin{' .. env .. '}' .. option .. rewrite(content:sub(#option + 1), found) .. '\\end{' .. env .. '}'
    found.marked = before
    return s, past
  elseif plain == 'description' then
    local before = found.marked
    found.marked = false
    local s = '\\begin{' .. env .. '}' .. rewrite(content, found) .. '\\end{' .. env .. '}'
    found.marked = before
    return s, past
  elseif not optioned[plain] and not drawn[plain] and not found.defined[env] then
    local option, from = content:match('^%s*(%b[])()')
    option = option and option:sub(2, -2)
    local title = option and (option:match('title%s*=%s*(%b{})') or option:match('title%s*=%s*([^,]+)'))
    if title and title:sub(1, 1) == '{' then title = title:sub(2, -2) end
    title = title or (option and not option:find('=') and option:find('%a%a') and option:find('[^htbpHcrlT!]') and
      not option:find('^%s*[%d.-]+%s*%a+%s*$') and not option:find('\\%a+width') and option)
    if title then
      return '\\begin{' .. env .. '}\\textbf{' .. rewrite(title, found) .. '}\n\n' .. rewrite(content:sub(from), found) .. '\\end{' .. env .. '}', past
    end
  end
end

-- What a macro becomes, and where it ends; nil: it stays.
local function macro(name, text, at, found)
  if name == 'begin' then
    local env, past = text:match('^%s*{([%a*]+)}()', at)
    if env then return environment(env, text, past, found) end
  elseif quotes[name] then
    return quotes[name], text:match('^{}()', at) or text:match('^%s*()', at)
  elseif name == 'subfloat' or name == 'subfigure' or name == 'subtable' then
    local all, past, options = arguments(text, at, 1)
    if all then
      return '\n\n\\begin{figure}' .. rewrite(all[1], found) .. (options[1] and '\\caption{' .. rewrite(options[#options], found) .. '}' or '') .. '\\end{figure}\n\n', past
    end
  elseif name == 'subcaptionbox' then
    local all, past = arguments(text, at, 2)
    if all then return '\n\n\\begin{figure}' .. rewrite(all[2], found) .. '\\caption{' .. rewrite(all[1], found) .. '}\\end{figure}\n\n', past end
  elseif name == 'item' and found.marked then
    local mark, past = text:match('^%s*(%b[])()', at)
    if mark then return '\\item ' .. rewrite(mark:sub(2, -2), found) .. ' ', past end
  elseif framed[name] then
    local all, past = arguments(text, at, framed[name])
    if all then return '{' .. rewrite(all[#all], found) .. '}', past end
  elseif notes[name] then
    local all, past = arguments(text, at, 1)
    if all then
      if name == 'footnotetext' then found.texts = found.texts + 1 end
      return '\\footnote{' .. rewrite(all[1], found) .. '}', past
    end
  elseif name == 'footnotemark' then
    found.marks:insert(text:match('^%b[]', at) or '')
    return '{}', at + #(text:match('^%b[]', at) or '')
  elseif remarks[name] then
    local all, past = arguments(text, at, 1)
    if all then return '\\hyperlink{koki-remark}{' .. rewrite(all[1], found) .. '}', past end
  elseif references[name] then
    local all, past = arguments(text, at, 1)
    if all then return '\\hyperlink{koki-' .. references[name] .. ':' .. all[1] .. '}{}', past end
  elseif name == 'index' or name == 'sindex' then
    local all, past, options = arguments(text, at, 1)
    if all and all[1]:find('#%d') then return '\\hyperlink{koki-term}{' .. all[1] .. '}', past end          -- in the definition of a macro
    if all then
      found.terms:insert { text = all[1], type = options[1] }
      return '\\hyperlink{koki-index:' .. #found.terms .. '}{}', past
    end
  end
end

function rewrite(text, found)
  local out, at = {}, 1
  while true do
    local next = text:find('[%%\\]', at)
    if not next then break end
    out[#out + 1] = text:sub(at, next - 1)
    local last = text:sub(next, next) == '%' and (text:find('\n', next, true) or #text) or past_listing(text, next)
    if last then
      out[#out + 1] = text:sub(next, last)
      at = last + 1
    else
      local name, past = text:match('^\\(%a+)()', next)
      local becomes, stop
      if name then becomes, stop = macro(name, text, past, found) end
      out[#out + 1] = becomes or text:sub(next, past and past - 1 or next + 1)
      at = stop or past or next + 2
    end
  end
  out[#out + 1] = text:sub(at)
  return table.concat(out)
end

-- ---- index -------------------------------------------------------------------------------------------------------------

local function plain(s)
  if not s:find('[^%w%s,;:()\128-\255]') then return escape((s:gsub('^%s+', ''):gsub('%s+$', ''))) end       -- pandoc takes a millisecond for each
  return escape((stringify(read(s, 'latex').blocks):gsub('^%s+', ''):gsub('%s+$', '')))
end

-- Parts of a text between marks that no quotation mark is before ("! is an exclamation mark).
local function split(s, mark)
  local all, part, i = {}, '', 1
  while i <= #s do
    local c = s:sub(i, i)
    if c == '"' and i < #s then
      part, i = part .. s:sub(i + 1, i + 1), i + 1
    elseif c == mark then
      all[#all + 1], part = part, ''
    else
      part = part .. c
    end
    i = i + 1
  end
  all[#all + 1] = part
  return all
end

local function unquoted(s, mark)          -- the place of the first such mark
  local i = 1
  while i <= #s do
    local c = s:sub(i, i)
    if c == '"' then i = i + 1 elseif c == mark then return i end
    i = i + 1
  end
end

-- \index{Moor!Hoch@\textit{Hochmoor}|see{Torf}} as an element. `open`: ids of ranges by their words.
local function term(t, n, open)
  local text, how = t.text, ''
  local bar = unquoted(text, '|')
  if bar then text, how = text:sub(1, bar - 1), text:sub(bar + 1) end
  local type = t.type and ' type="' .. escape(t.type) .. '"' or ''
  if how:sub(1, 1) == ')' and open[text] then
    local id = open[text]
    open[text] = nil
    return '<indexterm class="endofrange" startref="' .. id .. '"/>'
  end
  if how:sub(1, 1) == '(' then
    open[text] = 'latex-range-' .. n
    type = type .. ' class="startofrange" xml:id="' .. open[text] .. '"'
  end
  if how:match('^%(?textbf') then type = type .. ' significance="preferred"' end
  local s = ''
  for level, part in ipairs(split(text:gsub('"([^!])', '"%1'), '!')) do
    local name = ({ 'primary', 'secondary', 'tertiary' })[level]
    if not name then say('\\index{' .. t.text .. '}'); break end
    local sort = unquoted(part, '@')
    s = s .. '<' .. name .. (sort and ' sortas="' .. plain(part:sub(1, sort - 1)) .. '"' or '') .. '>' ..
        plain(sort and part:sub(sort + 1) or part) .. '</' .. name .. '>'
  end
  local also, see = how:match('^see(%a*)%s*(%b{})')
  if see and (also == '' or also == 'also') then s = s .. '<see' .. also .. '>' .. plain(see:sub(2, -2)) .. '</see' .. also .. '>' end
  return '<indexterm' .. type .. '>' .. s .. '</indexterm>'
end

-- ---- the document ------------------------------------------------------------------------------------------------------

local function tag(s) return pandoc.RawInline('docbook', s) end

local function xref(label, style)
  return '<xref linkend="' .. escape(label) .. '"' .. (styles[style] and ' xrefstyle="' .. styles[style] .. '"' or '') .. '/>'
end

local function link(el, terms, open)
  local what, label = el.target:match('^#koki%-(%a+):?(.*)$')
  local reference = el.attributes['reference-type']
  local found = what == 'index' and terms[tonumber(label) or 0] -- nil: an author's own link
  if found then return tag(term(found, tonumber(label), open)) end
  if what == 'term' then return tag(term({ text = stringify(el.content) }, 0, open)) end
  if what == 'caption' then
    local all = List { tag('<phrase' .. (label ~= '' and ' xml:id="' .. escape(label) .. '"' or '') .. '>') }
    all:extend(el.content)
    all:insert(tag '</phrase>')
    return all
  end
  if what == 'remark' then
    local all = List { tag '<remark>' }
    all:extend(el.content)
    all:insert(tag '</remark>')
    return all
  end
  if what == 'bibitem' or what == 'bibliography' then return nil end
  if what and what ~= 'index' then
    local all = List()
    for one in label:gmatch('[^,]+') do all:insert(xref(one:gsub('^%s+', ''):gsub('%s+$', ''), what)) end
    return tag(table.concat(all, ', '))
  end
  if reference == 'eqref' then return tag('(' .. xref(el.attributes.reference, 'number') .. ')') end
  if reference then return tag(xref(el.attributes.reference, 'number')) end
end

-- A formula that has a label is a numbered one.
local function math(el)
  local labels, text = List(), nil
  text = el.text:gsub('%s*\\label%s*(%b{})', function(braced) labels:insert(braced:sub(2, -2)) return '' end)
  if #labels == 0 then return nil end
  local anchors = ''
  for i = 2, #labels do anchors = anchors .. '<anchor xml:id="' .. escape(labels[i]) .. '"/>' end
  local content = '<alt>' .. escape(text) .. '</alt><mathphrase>' .. escape(text) .. '</mathphrase>'
  if el.mathtype ~= 'DisplayMath' then return List { el, tag('<anchor xml:id="' .. escape(labels[1]) .. '"/>' .. anchors) } end
  return tag('<equation xml:id="' .. escape(labels[1]) .. '">' .. content .. '</equation>' .. anchors)
end

-- A citation of an entry in the text is a link to it; another one shows what the author wrote until a bibliography says more.
local function cite(el, entries)
  local all, links, textual = List(), true, el.citations[1].mode == 'AuthorInText'
  for _, c in ipairs(el.citations) do links = links and entries[c.id] ~= nil end
  local shown = List()
  for i, c in ipairs(el.citations) do
    local entry = links and entries[c.id]
    local function add(inlines, before)
      if #inlines > 0 and before then shown:insert(pandoc.Str(before)) end
      shown:extend(inlines)
    end
    if entry then
      local own = textual and entry.author
      local label = own and entry.year or c.mode == 'SuppressAuthor' and entry.year or entry.author and entry.author .. ', ' .. entry.year or entry.label
      if i > 1 then shown:insert(pandoc.Str('; ')) end
      add(c.prefix)
      if #c.prefix > 0 then shown:insert(pandoc.Space()) end
      if own then shown:insert(pandoc.Str(entry.author .. ' (')) end
      shown:insert(pandoc.Link(label, '#ref-' .. c.id))
      add(c.suffix, not (c.suffix[1] and c.suffix[1].t == 'Str' and c.suffix[1].text:match('^,')) and ', ')
      if own then shown:insert(pandoc.Str(')')) end
    else
      local prefix, suffix = stringify(c.prefix), stringify(c.suffix):gsub('^,?%s*', '')
      all:insert((prefix ~= '' and prefix .. ' ' or '') .. '@' .. c.id .. (suffix ~= '' and ', ' .. suffix or ''))
    end
  end
  if not links then
    el.content = { pandoc.Str('[' .. table.concat(all, '; ') .. ']') }
    return el
  end
  local first = entries[el.citations[1].id]
  if textual and first.author then return shown end
  shown:insert(1, pandoc.Str(first.author and '(' or '['))
  shown:insert(pandoc.Str(first.author and ')' or ']'))
  return shown
end

-- What stands in a bibliography's place: one div, with one in it for each entry, as citeproc makes it.
local function gather(blocks, entries)
  local out, open, entry = List(), nil, nil
  for _, block in ipairs(blocks) do
    local first = block.t == 'Para' and block.content[1]
    local what, which = (first and first.t == 'Link' and first.target or ''):match('^#koki%-(bibl?i%a+):(%w+)$')
    if what == 'bibliography' then
      open, entry = which == 'begin' and pandoc.Div({}, pandoc.Attr('refs')) or nil, nil
      if open then out:insert(open) end
    elseif open and what == 'bibitem' and entries[tonumber(which)] then
      local e = entries[tonumber(which)]
      block.content:remove(1)
      if block.content[1] and (block.content[1].t == 'Space' or block.content[1].t == 'SoftBreak') then block.content:remove(1) end
      entry = pandoc.Div({ block }, pandoc.Attr(e == entries[e.key] and 'ref-' .. e.key or '', {}, { label = e.label }))
      open.content:insert(entry)
    elseif entry then
      entry.content:insert(block)
    elseif open then
      out:insert(#out, block)
    else
      out:insert(block)
    end
  end
  return out
end

-- pandoc's "image" describes nothing.
local function image(el)
  if stringify(el.caption) ~= 'image' then return nil end
  el.caption = {}
  return el
end

-- The label of a table is that of the div around it.
local function div(el)
  local inner = el.content[1]
  if el.identifier == '' or #el.content ~= 1 or inner.t ~= 'Table' then return nil end
  inner.attr = pandoc.Attr(el.identifier)
  return inner
end

-- The letters of the arguments of raw text, word by word.
local function is_read(raw, read)
  local text = raw:gsub('%%[^\n]*', ''):gsub('\\(%a+)%*?%s*%b[]', '\\%1'):gsub('\\begin%s*%b{}%s*%b[]', ''):gsub('\\[be][en][gd]%a*%s*%b{}', ''):gsub('\\[%a@]+%*?', ' ')
  for word in text:gmatch('[%w\128-\255]+') do
    if not read:find(word, 1, true) then return false end
  end
  return true
end

local function check(el)
  if el.format ~= 'latex' and el.format ~= 'tex' then return nil end
  local name, env = el.text:match('^%s*\\([%a@]+)'), el.text:match('^%s*\\begin%s*{(%a+)%*?}')
  if env and drawn[env] then say(el.text) return nil end
  if not name or (silent[name] and not env) then return nil end
  local ok, doc = pcall(read, el.text, 'latex')
  local text = ok and stringify(doc.blocks) or ''
  if text == '' or not is_read(el.text, text) then say(el.text) end
end

-- src/collect/latex.c parts commands that name files, which here are text.
local function code(el)
  el.text = el.text:gsub('\\\u{2063}', '\\')
  return el
end

-- ---- acronyms and glossaries -------------------------------------------------------------------------------------------

-- The value of "name = {…}" in a list of such.
local function setting(list, name)
  local text = ',' .. list
  local braced = text:match('[,%s]' .. name .. '%s*=%s*(%b{})')
  return braced and braced:sub(2, -2) or text:match('[,%s]' .. name .. '%s*=%s*([^,{}]*[^,{}%s])')
end

-- The entries that a text defines, by key and in order.
local function glossary(source)
  local entries = { order = List() }
  local function define(command, count, entry)
    for at in source:gmatch('\\' .. command .. '%f[^%a]()') do
      local all, _, options = arguments(source, at, count)
      if all and not entries[all[1]] then
        entries[all[1]] = entry(all, options)
        entries.order:insert(all[1])
      end
    end
  end
  local function of_list(all)
    local short, long = setting(all[2], 'short'), setting(all[2], 'long')
    return { short = setting(all[2], 'name') or short, long = long, plural = setting(all[2], 'plural'), description = all[3] or setting(all[2], 'description') or long }
  end
  define('newacronym', 3, function(all) return { short = all[2], long = all[3], description = all[3] } end)
  define('newglossaryentry', 2, of_list)
  define('longnewglossaryentry', 3, of_list)
  define('DeclareAcronym', 2, of_list)
  for _, command in ipairs { 'newacro', 'acrodef' } do
    define(command, 2, function(all, options) return { short = options[1] or all[1], long = all[2], description = all[2] } end)
  end
  return entries
end

-- The words of an entry: pandoc has its key. Acronyms are explained where they are used first.
local function entry_span(el, entries)
  local entry, form = entries[el.attributes['acronym-label'] or ''], el.attributes['acronym-form'] or ''
  if not entry then return nil end
  local short, long = entry.short or el.attributes['acronym-label'], entry.long
  if form:find('plural') then
    short, long = entry.plural or short .. 's', long and long .. 's'
  end
  local text = short
  if long and form:find('long') then
    text = long
  elseif long and (form:find('full') or (form:find('short') and not entry.used)) then
    text = long .. ' (' .. short .. ')'
  end
  entry.used = entry.used or not form:find('abbrv')
  el.content = pandoc.utils.blocks_to_inlines(read(text, 'latex').blocks)
  return el
end

-- Where a text prints its glossary, a list of terms.
local function printed(source, entries)
  local items = List()
  for _, key in ipairs(entries.order) do
    local entry = entries[key]
    if entry.description then items:insert('\\item[' .. (entry.short or key) .. '] ' .. entry.description:gsub('%s+', ' ')) end
  end
  if #items == 0 then return source end
  local list, done = '\\begin{description}' .. table.concat(items, ' ') .. '\\end{description}', false
  return (source:gsub('\\printgloss%a+%f[^%a]', function()
    if done then return nil end
    done = true
    return list
  end))
end

function Reader(input)
  local found, source = { terms = List(), marks = List(), texts = 0, defined = {}, entries = List(), numbered = 0 }, tostring(input)
  local open = {}
  for name in source:gmatch('\\newtheorem%*?%s*{([%a*]+)}') do found.defined[name] = true end
  local entries = glossary(source)
  local text = rewrite(printed(source, entries), found)
  local doc = read(text, 'latex')
  if #found.marks > found.texts then say('\\footnotemark' .. found.marks[#found.marks]) end
  read(text, 'latex+raw_tex'):walk { RawInline = check, RawBlock = check }
  return doc:walk { Link = function(el) return link(el, found.terms, open) end, Math = math, Cite = function(el) return cite(el, found.entries) end, Code = code, CodeBlock = code, Image = image, Span = function(el) return entry_span(el, entries) end, Div = div,
    Blocks = #found.entries > 0 and function(blocks) return gather(blocks, found.entries) end or nil }
end
