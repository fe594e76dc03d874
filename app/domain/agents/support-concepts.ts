export const conceptLocales = ["en", "fr", "pt", "es"] as const;
export type ConceptLocale = (typeof conceptLocales)[number];

/** One thing of support work, by the words and phrases that each language has for it; the first is the usual one. */
export type Concept = Record<ConceptLocale, string[]>;

/**
 * What support work is about, one a line: English | French | Portuguese | Spanish, the usual word first. Words that mean something else in another of the
 * languages stay out (French "don" in English "don't"): nobody says in which language they type. So do words
 * that nearly every profile has (customer), which would find everybody.
 */
export const supportConcepts: Concept[] = `
refund, reimbursement, money back | remboursement, rembourser | reembolso, estorno, reembolsar | reembolso, reembolsar, devolución del dinero
invoice | facture | fatura, nota fiscal | factura
invoicing, billing | facturation | faturamento, faturação | facturación
chargeback, payment dispute | rétrofacturation, contestation de paiement | contestação de pagamento, chargeback | contracargo, retrocargo
payment | paiement | pagamento | pago
delivery, shipping, shipment | livraison, expédition | entrega, envio | entrega, envío
tracking number, parcel tracking | suivi de colis, numéro de suivi | rastreamento, código de rastreio | seguimiento de envío, rastreo
parcel, package | colis | encomenda, pacote | paquete
lost parcel | colis perdu | encomenda extraviada, pacote perdido | paquete perdido, envío extraviado
late delivery, delivery delay | retard de livraison, livraison en retard | atraso na entrega, entrega atrasada | retraso en la entrega, entrega tardía
return, returns | retour, retours | devolução | devolución
product exchange, exchange | échange | troca | cambio de producto, canje
complaint, grievance | réclamation, plainte | reclamação, queixa | reclamación, queja
escalation | escalade | escalonamento, escalação | escalado, escalamiento
cancellation | annulation, résiliation | cancelamento | cancelación, anulación, cancelar
termination of contract | résiliation de contrat | rescisão de contrato | rescisión de contrato
subscription | abonnement | assinatura, subscrição | suscripción, abono
renewal | renouvellement, reconduction | renovação | renovación
free trial | essai gratuit, période d’essai | teste grátis, período de teste | prueba gratuita, periodo de prueba
upgrade | mise à niveau, montée en gamme | upgrade | mejora de plan, ampliación
downgrade | rétrogradation | downgrade, rebaixamento | bajada de plan
onboarding | prise en main, intégration des clients | integração de clientes, onboarding | incorporación de clientes, onboarding
password | mot de passe | senha, palavra-passe | contraseña
password reset | réinitialisation du mot de passe, mot de passe oublié | redefinição de senha, recuperação de senha | restablecimiento de contraseña, recuperación de contraseña
login, sign-in, log in | connexion, problèmes de connexion | acesso à conta, login | inicio de sesión, acceso a la cuenta
account | compte | conta | cuenta
blocked account, locked account | compte bloqué | conta bloqueada | cuenta bloqueada
warranty, guarantee | garantie | garantia | garantía
claim, claims | sinistre, réclamation | sinistro | siniestro, reclamación
insurance | assurance | seguros | seguros, aseguradora
booking, reservation | réservation | reserva | reserva
check-in | enregistrement des bagages | check-in | check-in, facturación de equipaje
luggage, baggage | bagage, bagages | bagagem, malas | equipaje, maletas
lost luggage | bagage perdu | bagagem extraviada | equipaje perdido
flight | vol, vols | voo | vuelo
airline | compagnie aérienne | companhia aérea | aerolínea, compañía aérea
airport | aéroport | aeroporto | aeropuerto
hotel | hôtel, hôtellerie | hotel, hotelaria | hotel, hostelería
travel | voyage | viagem, viagens | viaje, viajes
tourism | tourisme | turismo | turismo
car rental, car hire | location de voitures | aluguel de carros | alquiler de coches
vehicle | véhicule | veículo | vehículo
driver | chauffeur, conducteur | motorista, condutor | conductor, chófer
restaurant | restaurant, restauration | restaurante | restaurante
food delivery | livraison de repas | entrega de comida, delivery de comida | comida a domicilio, reparto de comida
bank transfer, wire transfer | virement, virement bancaire | transferência bancária | transferencia bancaria
direct debit | prélèvement, prélèvement automatique | débito direto, débito automático | domiciliación bancaria, adeudo directo
credit card | carte de crédit, carte bancaire | cartão de crédito | tarjeta de crédito
debit card | carte de débit | cartão de débito | tarjeta de débito
bank, banking | banque, bancaire | banco, bancário | banco, banca, bancario
loan | emprunt, prêt bancaire, prêt personnel | empréstimo | préstamo
mortgage | prêt immobilier, hypothèque | hipoteca, crédito imobiliário | hipoteca
fraud | fraude | fraude | fraude
identity verification, KYC | vérification d’identité | verificação de identidade | verificación de identidad
debt collection, collections | recouvrement | cobrança | cobro de deudas, recobro
overdue payment, late payment | impayé, retard de paiement | pagamento em atraso, inadimplência | impago, pago atrasado
tax, taxes | impôt, taxe | imposto, impostos | impuesto, impuestos
VAT | TVA | IVA | IVA
price | prix, tarif | preço | precio
quote, estimate | devis | orçamento, cotação | presupuesto, cotización
discount | remise, réduction, rabais | desconto | descuento
coupon, voucher | bon d’achat, code promo | cupom, cupão | cupón, vale de descuento
gift card | carte cadeau | cartão-presente, vale-presente | tarjeta regalo
loyalty program | programme de fidélité, fidélisation | programa de fidelidade, fidelização | programa de fidelización, programa de puntos
purchase | achat | compra | compra
sale, sales | vente, ventes | venda, vendas | venta, ventas
upselling, cross-selling | vente additionnelle, vente croisée | venda adicional, venda cruzada | venta adicional, venta cruzada
order, orders | commande | pedido, encomenda | pedido
order processing | traitement des commandes | processamento de pedidos | gestión de pedidos, tramitación de pedidos
checkout, cart, basket | panier | carrinho | carrito, cesta
online shop, e-commerce, online store, ecommerce | boutique en ligne, commerce en ligne, e-commerce | loja virtual, comércio eletrônico, e-commerce | tienda en línea, comercio electrónico, tienda online
marketplace | place de marché | marketplace | mercado en línea
retail | commerce de détail, vente au détail | varejo, retalho | comercio minorista, venta al por menor
stock, inventory | inventaire | estoque, inventário | existencias, inventario
warehouse | entrepôt | armazém | almacén
logistics | logistique | logística | logística
customs | douane, douanes | alfândega | aduana, aduanas
supplier | fournisseur | fornecedor | proveedor
fashion, clothing | vêtements, prêt-à-porter | moda, vestuário, roupas | moda, ropa
shoes, footwear | chaussure, chaussures | sapatos, calçados | zapatos, calzado
cosmetics, beauty | cosmétique, beauté | cosméticos, beleza | cosmética, belleza
furniture | meuble, ameublement | móveis | muebles
household appliances | électroménager | eletrodomésticos | electrodomésticos
electronics | électronique | eletrônica, eletrônicos | electrónica
live chat | messagerie instantanée, discussion en direct, clavardage | chat ao vivo, chat online | chat en vivo, chat en directo
phone, telephone, telephony | téléphone, téléphonie | telefone, telefonia | teléfono, telefonía
call, calls | appel, appels | ligação, chamada, chamadas | llamada, llamadas
inbound calls | appels entrants | chamadas receptivas, chamadas recebidas | llamadas entrantes
outbound calls, cold calling | appels sortants | chamadas ativas | llamadas salientes
call center, call centre, contact center, contact centre | centre d’appels, centre de contact | central de atendimento, call center | centro de llamadas, centro de contacto
telemarketing, telesales | télémarketing, télévente | telemarketing, televendas | telemarketing, televenta
email, emails, e-mail | courriel, courrier électronique, e-mail | correio eletrônico, e-mail | correo electrónico, correo
social media, social networks | réseaux sociaux | redes sociais, mídias sociais | redes sociales
text message, SMS | SMS | mensagem de texto, SMS | mensaje de texto, SMS
video call | visioconférence, appel vidéo | videochamada | videollamada
back office | arrière-guichet, travail administratif, back office | retaguarda, back office | trastienda, back office, tareas administrativas
customer service, customer support, customer care | service client, service clientèle, assistance client, relation client | atendimento ao cliente, suporte ao cliente, serviço de apoio ao cliente | atención al cliente, servicio al cliente
after-sales | après-vente, SAV | pós-venda | posventa, postventa
customer success | réussite client, succès client | sucesso do cliente | éxito del cliente
customer experience | expérience client | experiência do cliente | experiencia del cliente
customer satisfaction, CSAT | satisfaction client | satisfação do cliente | satisfacción del cliente
customer retention, retention | rétention, fidélisation | retenção | retención, fidelización
survey | sondage, enquête de satisfaction | pesquisa de satisfação, inquérito | encuesta
feedback | retours clients, avis clients | comentários de clientes, feedback | comentarios de clientes, opiniones
technical support, tech support | support technique, assistance technique | suporte técnico, apoio técnico | soporte técnico, asistencia técnica
helpdesk, service desk | centre d’assistance, bureau d’assistance | central de ajuda, helpdesk | mesa de ayuda, mesa de servicio
troubleshooting | dépannage, diagnostic de pannes | resolução de problemas, solução de problemas | resolución de problemas, resolución de incidencias
outage, downtime | panne, interruption de service | interrupção do serviço, queda do serviço | interrupción del servicio, caída del servicio
incident | incident | incidente, ocorrência | incidencia, incidente
bug | bogue, anomalie | bug, falha | error de programa, fallo
installation | installation | instalação | instalación
configuration, setup | paramétrage, configuration | configuração | configuración
software | logiciel | software, programa de computador | software, programa informático
hardware | matériel informatique | hardware, equipamentos de informática | hardware, equipo informático
computer | ordinateur | computador | ordenador, computadora
mobile phone, smartphone, cell phone | téléphone portable, téléphone mobile | celular, telemóvel | teléfono móvil, móvil, celular
mobile app | application mobile, appli | aplicativo, aplicação móvel | aplicación móvil
website | site web, site internet | website, página web | sitio web, página web
network | réseau informatique | rede informática | red informática
internet connection, broadband | connexion internet, haut débit | conexão de internet, banda larga | conexión a internet, banda ancha
telecommunications, telecom | télécommunications, télécoms | telecomunicações | telecomunicaciones
data protection, privacy, GDPR | protection des données, RGPD, confidentialité | proteção de dados, LGPD, privacidade | protección de datos, RGPD, privacidad
security | sécurité | segurança | seguridad
repair, repairs | réparation | reparo, reparação, conserto | reparación
maintenance | maintenance, entretien | manutenção | mantenimiento
spare parts | pièces détachées, pièces de rechange | peças de reposição, peças sobressalentes | piezas de recambio, repuestos
appointment, scheduling | rendez-vous, prise de rendez-vous | agendamento, marcação | cita previa, citas, agendamiento
calendar | calendrier, agenda | calendário, agenda | calendario, agenda
shift work | travail posté | trabalho por turnos | trabajo por turnos
night shift | travail de nuit, équipe de nuit | turno da noite, turno noturno | turno de noche, turno nocturno
weekend | week-end, fin de semaine | fim de semana | fin de semana
translation | traduction | tradução | traducción
interpreter | interprète | intérprete | intérprete
moderation, content moderation | modération, modération de contenu | moderação, moderação de conteúdo | moderación, moderación de contenidos
knowledge base | base de connaissances | base de conhecimento | base de conocimientos
FAQ, frequently asked questions | foire aux questions, FAQ | perguntas frequentes | preguntas frecuentes
documentation, user guide, user manual | documentation, mode d’emploi | documentação, manual de instruções | documentación, manual de usuario
training | formation | treinamento, formação | capacitación, formación
team lead, team leader, supervisor | chef d’équipe, superviseur | líder de equipe, supervisor | jefe de equipo, supervisor
quality assurance, quality control | assurance qualité, contrôle qualité | garantia de qualidade, controle de qualidade | control de calidad, aseguramiento de la calidad
data entry | saisie de données | digitação, inserção de dados | entrada de datos, introducción de datos
reporting, reports | rapports, tableaux de bord | relatórios | informes, reportes
ticket, tickets | ticket, tickets, billet de support | chamado, tíquete, ticket | ticket, incidencia
queue, waiting time | temps d’attente, file d’attente | fila de espera, tempo de espera | cola de espera, tiempo de espera
response time, SLA | délai de réponse, temps de réponse | tempo de resposta, SLA | tiempo de respuesta, SLA
difficult customers, angry customers, de-escalation | clients difficiles, désescalade, clients mécontents | clientes difíceis, clientes irritados | clientes difíciles, clientes enfadados
healthcare, health | santé | saúde | salud, sanidad
hospital, clinic | hôpital, clinique | hospital, clínica | hospital, clínica
patient | patient, patients | paciente | paciente
pharmacy | pharmacie | farmácia | farmacia
medical | médical | médico | médico
school, education | école, enseignement, éducation | escola, ensino, educação | escuela, enseñanza, educación
student | étudiant, élève | estudante, aluno | estudiante, alumno
teacher | enseignant, professeur | professor | profesor, docente
nonprofit, charity | association caritative, but non lucratif | sem fins lucrativos, instituição de caridade | sin ánimo de lucro, organización benéfica
donation | faire un don, dons aux associations | doação | donación, donativo
event, events | événement, évènement | evento, eventos | evento, eventos
concert tickets, ticketing, box office | billetterie | bilheteria, bilheteira | taquilla, venta de entradas
game, games, gaming | jeu vidéo, jeux vidéo | jogo, jogos, videogames | juego, juegos, videojuegos
betting, gambling, casino | paris sportifs, casino | apostas, cassino | apuestas, casino
streaming | diffusion en continu, streaming | transmissão, streaming | transmisión, streaming
real estate, property management | immobilier, gestion locative | imobiliário, imóveis, imobiliária | inmobiliaria, inmuebles
rent, rental | loyer, mise en location | aluguel, arrendamento | alquiler
energy, utilities | énergie | energia | energía
electricity | électricité | eletricidade | electricidad
meter reading | relevé de compteur | leitura do medidor | lectura del contador
moving house, relocation | déménagement | mudança de casa | mudanza
accounting, bookkeeping | comptabilité | contabilidade | contabilidad
payroll | paie, bulletins de salaire | folha de pagamento | nómina
human resources, HR | ressources humaines | recursos humanos | recursos humanos
recruitment, hiring | recrutement | recrutamento, seleção de pessoal | selección de personal, contratación
crypto, cryptocurrency | cryptomonnaie | criptomoeda | criptomoneda
exchange rate, currency exchange | taux de change | taxa de câmbio, operações de câmbio | tipo de cambio, cambio de divisas
contract | contrat | contrato | contrato
legal, law | juridique, droit | jurídico, direito | jurídico, derecho
compensation, goodwill | dédommagement, geste commercial, indemnisation | indenização, compensação | indemnización, compensación
apology | excuses | desculpas | disculpas
`
  .trim()
  .split("\n")
  .map((line) => {
    const [en, fr, pt, es] = line.split(" | ").map((words) => words.split(", "));
    return { en: en!, fr: fr!, pt: pt!, es: es! };
  });
