<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: Apache-2.0 -->
<!-- What DocBook allows and HTML 5 has no attribute for: figures aligned at a character become aligned right; covers for print go. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform" xmlns:d="http://docbook.org/ns/docbook">
  <xsl:template match="@* | node()"><xsl:copy><xsl:apply-templates select="@* | node()"/></xsl:copy></xsl:template>
  <xsl:template match="@char | @charoff | d:info/d:cover"/>
  <xsl:template match="@align[. = 'char']"><xsl:attribute name="align">right</xsl:attribute></xsl:template>
</xsl:stylesheet>
